import { describe, expect, it } from 'vitest';
import { armsOf, meanCurve, type Run, sharedBudget } from './comparison.js';

const run = (id: string, arm: string, bests: readonly (number | null)[], seconds = 1): Run => ({
  id,
  strategy: arm,
  seed: id,
  arm,
  curve: bests.map((best, index) => ({ trials: index + 1, deviceSeconds: seconds * (index + 1), best })),
});

const runs = [run('1', 'a', [0.1, 0.3, 0.3, 0.5]), run('2', 'b', [0.2, 0.2], 4), run('3', 'a', [null, 0.5])];

describe('a comparison', () => {
  it('puts runs that differ in the seed into one arm, in order', () => {
    expect(armsOf(runs).map((arm) => arm.map(({ id }) => id))).toEqual([['1', '3'], ['2']]);
  });

  it('is made at the budget that all have spent', () => {
    expect(sharedBudget(runs)).toEqual({ trials: 2, deviceSeconds: 2 });
    expect(sharedBudget([...runs, run('4', 'a', [])])).toEqual({ trials: 0, deviceSeconds: 0 });
  });

  it('has a curve over those that have come so far', () => {
    const curve = meanCurve(armsOf(runs)[0] ?? [], 'trials', 4);
    expect(curve.map(({ at, sessions }) => [at, sessions])).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 1],
    ]);
    expect(curve.map(({ mean }) => mean)).toEqual([0.1, 0.4, 0.3, 0.5]);
    expect(curve[1]?.lower).toBeLessThan(0.3);
    expect(curve[0]?.lower).toBeNull();
  });

  it('has as many points as were asked for, the last one at the end', () => {
    const long = [
      run(
        '1',
        'a',
        Array.from({ length: 103 }, (_, index) => index / 1000),
        0.5,
      ),
    ];
    const byTrials = meanCurve(long, 'trials', 10);
    expect([byTrials.length, byTrials.at(-1)]).toEqual([
      10,
      expect.objectContaining({ at: 103, mean: 0.102 }),
    ]);
    const bySeconds = meanCurve(long, 'deviceSeconds', 10);
    expect([bySeconds.length, bySeconds.at(-1)]).toEqual([
      10,
      expect.objectContaining({ at: 51.5, mean: 0.102 }),
    ]);
  });

  it('has no curve where nothing has ended', () => {
    expect(meanCurve([run('1', 'a', [])], 'trials', 10)).toEqual([]);
  });
});
