import { describe, expect, it } from 'vitest';
import { rankFinalists, winnerOf } from './finalists.js';
import type { TrialView } from './trial.read-model.js';

/** Trials of architectures by name, numbered in their order; null is one that failed. */
function runsOf(rewards: Readonly<Record<string, readonly (number | null)[]>>): TrialView[] {
  let number = 0;
  return Object.entries(rewards).flatMap(([id, values]) =>
    values.map((reward) => {
      number += 1;
      const state = reward === null ? 'FAILED' : 'SUCCEEDED';
      const accuracy = reward === null ? null : Math.cbrt(reward);
      return {
        number,
        state,
        reward,
        validationAccuracy: accuracy,
        testAccuracy: accuracy,
        architecture: { id },
      } as TrialView;
    }),
  );
}

const order = (rewards: Readonly<Record<string, readonly (number | null)[]>>) =>
  rankFinalists(runsOf(rewards).reverse()).map(({ architecture }) => architecture.id);
const winner = (rewards: Readonly<Record<string, readonly (number | null)[]>>) =>
  winnerOf(rankFinalists(runsOf(rewards)))?.number ?? null;

describe('rankFinalists', () => {
  it('ranks by the mean over seeds, not by the luckiest one', () => {
    expect(order({ lucky: [0.9, 0.1, 0.2], steady: [0.6, 0.6, 0.5], bad: [0.1, 0.1, 0.1] })).toEqual([
      'steady',
      'lucky',
      'bad',
    ]);
  });

  it('of equal means prefers the one that spreads less, then the one of the better rank in the search', () => {
    expect(order({ wide: [0.25, 0.75], narrow: [0.5, 0.5] })).toEqual(['narrow', 'wide']);
    expect(order({ first: [0.5], second: [0.5] })).toEqual(['first', 'second']);
  });

  it('puts one that failed from a seed behind those that did not', () => {
    expect(order({ half: [0.9, null], none: [null, null], whole: [0.2, 0.2] })).toEqual([
      'whole',
      'half',
      'none',
    ]);
  });

  it('says mean, interval and failures', () => {
    const [first] = rankFinalists(runsOf({ a: [0.512, 0.729, null] }));
    expect(first).toMatchObject({
      failed: 1,
      reward: { mean: 0.6205, count: 2 },
      test: { mean: expect.closeTo(0.85, 12), count: 2 },
    });
    // Student's quantile at 97.5 % with one degree of freedom is 12.706.
    expect(first?.test?.upper).toBeCloseTo(0.85 + 12.7062 * 0.05, 3);
  });
});

describe('winnerOf', () => {
  it('is the best training of the best finalist', () => {
    expect(winner({ lucky: [0.9, 0.1], steady: [0.6, 0.7] })).toBe(4);
    expect(winner({ a: [0.5, 0.5] })).toBe(1);
  });

  it('is nothing while no finalist is trained', () => {
    expect(winner({ a: [null] })).toBeNull();
    expect(winner({})).toBeNull();
  });
});
