import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { createSpace, tokensAt } from '../../space/index.js';
import { Candidates } from './candidates.js';
import { fitGaussianProcess } from './fit.js';
import { mostPromising, prospectsOf } from './most-promising.js';

const space = createSpace({ kind: 'nasbench201' });
const none = { has: () => false };
const candidates = new Candidates(space, none, new Random(1n));
const cells = fc.uniqueArray(fc.nat({ max: 15_624 }), { minLength: 3, maxLength: 60 });
const candidateAt = (index: number) => candidates.of(tokensAt(space.decisions, BigInt(index)));

describe('the most promising candidate', () => {
  it('is the one of the greatest bound, as if every deviation had been worked out', () => {
    const confidences = fc.double({ min: 0, max: 3, noNaN: true });
    fc.assert(
      fc.property(cells, confidences, (indices, confidence) => {
        const all = indices.map(candidateAt);
        const seen = all.slice(0, Math.ceil(all.length / 2));
        const targets = seen.map(({ tokens }) => tokens.filter((token) => token > 1).length);
        const process = fitGaussianProcess({ rows: seen.map(({ features }) => features), targets });
        const bounds = all.map(({ features }) => {
          const prediction = process.predict(features);
          return prediction.mean + confidence * process.deviation(prediction);
        });
        const chosen = mostPromising(process, prospectsOf(process, all), none, confidence);
        expect(chosen && bounds[all.indexOf(chosen.candidate)]).toBe(Math.max(...bounds));
      }),
      { numRuns: 30 },
    );
  });

  it('is a new one', () => {
    const all = [7_777, 9_999, 12_345].map(candidateAt);
    const process = fitGaussianProcess({ rows: all.map(({ features }) => features), targets: [3, 2, 1] });
    const allBut = (...hashes: unknown[]) => ({ has: (hash: string) => hashes.includes(hash) });
    const prospects = prospectsOf(process, all);
    const chosenBut = (...hashes: unknown[]) =>
      mostPromising(process, prospects, allBut(...hashes), 0)?.candidate;
    expect(chosenBut()).toBe(all[0]);
    expect(chosenBut(all[0]?.hash)).toBe(all[1]);
    expect(chosenBut(...all.map(({ hash }) => hash))).toBeUndefined();
  });
});
