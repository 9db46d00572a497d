import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { packBits } from './bits.js';
import { fitGaussianProcess } from './fit.js';
import { GaussianProcess } from './gaussian-process.js';

/** Written by test/golden/nas/gaussian-process.py. */
interface Golden {
  readonly cases: readonly {
    lengthScale: number;
    noise: number;
    rows: readonly number[][];
    targets: readonly number[];
    asked: readonly number[][];
    means: readonly number[];
    deviations: readonly number[];
    priorDeviation: number;
    logLikelihood: number;
  }[];
}

const file = new URL('../../../../test/golden/nas/gaussian-process.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));
const bitsOf = (rows: readonly number[][]) => rows.map((row) => packBits(Uint8Array.from(row)));

describe.each(golden.cases)('a Gaussian process on $rows.length examples', (known) => {
  const examples = { rows: bitsOf(known.rows), targets: known.targets };

  it('predicts what scikit-learn predicts', () => {
    const process = new GaussianProcess(examples, known);
    expect(process.priorDeviation).toBeCloseTo(known.priorDeviation, 8);
    expect(process.logLikelihood).toBeCloseTo(known.logLikelihood, 6);
    bitsOf(known.asked).forEach((row, index) => {
      const prediction = process.predict(row);
      expect(prediction.mean).toBeCloseTo(known.means[index] ?? Number.NaN, 4);
      expect(process.deviation(prediction)).toBeCloseTo(known.deviations[index] ?? Number.NaN, 8);
    });
  });

  it('believes what it expects: no mean changes, deviations are as if it had been told', () => {
    const process = new GaussianProcess(examples, known);
    const [first = packBits(Uint8Array.of()), ...asked] = bitsOf(known.asked);
    const expected = process.predict(first);
    const before = asked.map((row) => process.predict(row));
    // Of some the deviation is known before, of others not.
    for (const prediction of before.slice(1)) process.deviation(prediction);
    process.believe(expected);
    const told = new GaussianProcess(
      { rows: [...examples.rows, first], targets: [...examples.targets, expected.mean] },
      known,
    );
    for (const prediction of before) {
      const anew = process.predict(prediction.features);
      expect(anew.mean).toBe(prediction.mean);
      expect(process.deviation(anew)).toBe(process.deviation(prediction));
      const byTold = told.predict(prediction.features);
      expect(byTold.mean).toBeCloseTo(prediction.mean, 10);
      // Only the variance as a whole is estimated anew by one who is told.
      const share = process.deviation(prediction) / process.priorDeviation;
      expect(share).toBeCloseTo(told.deviation(byTold) / told.priorDeviation, 10);
    }
  });

  it('is fitted to be at least as likely as one of average hyperparameters', () => {
    const distances = known.rows.flatMap((a, index) =>
      known.rows.slice(0, index).map((b) => a.filter((bit, place) => bit !== b[place]).length),
    );
    const lengthScale = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
    const average = new GaussianProcess(examples, { lengthScale, noise: 0.2 });
    expect(fitGaussianProcess(examples).logLikelihood).toBeGreaterThanOrEqual(average.logLikelihood - 1e-9);
  });
});

describe('a fitted Gaussian process', () => {
  it('takes examples that are all alike, in features or in targets', () => {
    const row = packBits(Uint8Array.of(1, 0, 1));
    const other = packBits(Uint8Array.of(0, 1, 0));
    for (const examples of [
      { rows: [row, row, row], targets: [1, 2, 3] },
      { rows: [row, other], targets: [0, 0] },
    ]) {
      const process = fitGaussianProcess(examples);
      const prediction = process.predict(other);
      expect(prediction.mean).toBeCloseTo(examples.targets.length === 3 ? 2 : 0, 8);
      expect(process.deviation(prediction)).toBeGreaterThan(0);
    }
  });

  it('compares hyperparameters on some of many examples, and predicts from all', () => {
    const rows = Array.from({ length: 256 }, (_, number) =>
      packBits(Uint8Array.from({ length: 8 }, (_, bit) => (number >> bit) & 1)),
    );
    const targets = rows.map(([word = 0]) => (word & 1) + (word & 2) * (word & 1));
    const process = fitGaussianProcess({ rows, targets });
    const errors = rows.map((row, index) => Math.abs(process.predict(row).mean - (targets[index] ?? 0)));
    expect(Math.max(...errors)).toBeLessThan(0.3);
  });
});
