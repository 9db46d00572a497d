import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanInterval } from './mean-interval.js';
import { studentTQuantile } from './student-t.js';

interface Golden {
  readonly quantiles: readonly { degrees: number; tail: number; quantile: number }[];
  readonly intervals: readonly { values: number[]; mean: number; lower: number; upper: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/statistics/mean-interval.json', import.meta.url), 'utf8'),
);

it.each(golden.quantiles)('the quantile of t with $degrees degrees at $tail is that of SciPy', (expected) => {
  const quantile = studentTQuantile(expected.degrees, expected.tail);
  expect(Math.abs(quantile / expected.quantile - 1)).toBeLessThan(1e-9);
});

describe('the interval of a mean', () => {
  it.each(golden.intervals)('of $values.length values is that of SciPy', ({ values, mean, lower, upper }) => {
    const interval = meanInterval(values);
    expect(interval?.count).toBe(values.length);
    expect(interval?.mean).toBeCloseTo(mean, 12);
    expect(interval?.lower).toBeCloseTo(lower, 12);
    expect(interval?.upper).toBeCloseTo(upper, 12);
  });

  it('has no ends where there is one value, and there is none of no values', () => {
    expect(meanInterval([0.5])).toEqual({ mean: 0.5, lower: null, upper: null, count: 1 });
    expect(meanInterval([])).toBeNull();
  });

  it('holds the mean in its middle', () => {
    const sample = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(sample, (values) => {
        const { mean = 0, lower, upper } = meanInterval(values) ?? {};
        expect(((lower ?? 0) + (upper ?? 0)) / 2).toBeCloseTo(mean, 12);
        expect(lower).toBeLessThanOrEqual(mean);
      }),
    );
  });
});
