import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { Forest } from './forest.js';

const FEATURES = 6;

/** Every row of six bits; the target is the number of ones among the first three, plus 2 where the first two are. */
const rows = Array.from({ length: 2 ** FEATURES }, (_, number) =>
  Uint8Array.from({ length: FEATURES }, (_, bit) => (number >> bit) & 1),
);
const targetOf = ([a = 0, b = 0, c = 0]: Uint8Array): number => a + b + c + 2 * a * b;
const examples = { rows, targets: rows.map(targetOf) };

describe('a forest', () => {
  it('whose trees may ask every feature recalls what it has seen often', () => {
    const forest = new Forest(examples, { trees: 40, featureShare: 1 }, new Random(1n));
    for (const row of rows) expect(forest.predict(row)).toEqual({ mean: targetOf(row), deviation: 0 });
  });

  it('predicts what it has not seen, and says that its trees disagree', () => {
    const seen = rows.filter((_, index) => index % 3 > 0);
    const forest = new Forest(
      { rows: seen, targets: seen.map(targetOf) },
      { trees: 60, featureShare: 0.5 },
      new Random(2n),
    );
    const unseen = rows.filter((_, index) => index % 3 === 0);
    const errors = unseen.map((row) => Math.abs(forest.predict(row).mean - targetOf(row)));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.6);
    expect(Math.max(...unseen.map((row) => forest.predict(row).deviation))).toBeGreaterThan(0.1);
  });

  it('gives the mean where features do not tell examples apart', () => {
    const alike = { rows: [Uint8Array.of(1), Uint8Array.of(1)], targets: [2, 2] };
    expect(
      new Forest(alike, { trees: 3, featureShare: 1 }, new Random(1n)).predict(Uint8Array.of(0)),
    ).toEqual({
      mean: 2,
      deviation: 0,
    });
  });

  it('predicts nothing outside the targets that it saw', () => {
    const row = fc.uint8Array({ minLength: 4, maxLength: 4, max: 1 });
    const seen = fc.array(fc.record({ row, target: fc.integer({ min: -9, max: 9 }) }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(seen, row, fc.bigInt({ min: 0n, max: 99n }), (pairs, asked, seed) => {
        const targets = pairs.map(({ target }) => target);
        const options = { trees: 5, featureShare: 0.5 };
        const forest = new Forest(
          { rows: pairs.map((pair) => pair.row), targets },
          options,
          new Random(seed),
        );
        const { mean } = forest.predict(asked);
        expect(mean).toBeGreaterThanOrEqual(Math.min(...targets) - 1e-9);
        expect(mean).toBeLessThanOrEqual(Math.max(...targets) + 1e-9);
      }),
    );
  });
});
