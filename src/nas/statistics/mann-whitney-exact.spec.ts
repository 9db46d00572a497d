import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from './mann-whitney.js';
import { mannWhitneyExact } from './mann-whitney-exact.js';

interface Golden {
  readonly cases: readonly { first: number[]; second: number[]; u: number; pValue: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/statistics/mann-whitney-exact.json', import.meta.url), 'utf8'),
);

describe('mannWhitneyExact', () => {
  it.each(golden.cases)('gives what SciPy gives: p = $pValue', ({ first, second, u, pValue }) => {
    const result = mannWhitneyExact(first, second);
    expect(result?.u).toBe(u);
    expect(Math.abs((result?.pValue ?? 0) / pValue - 1)).toBeLessThan(1e-12);
  });

  it('counts the same pairs as the approximation, and comes near it in larger samples', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 10, maxLength: 15 });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const exact = mannWhitneyExact(first, second);
        const near = mannWhitney(first, second);
        expect(exact?.u).toBe(near?.u);
        expect(Math.abs((exact?.pValue ?? 0) - (near?.pValue ?? 0))).toBeLessThan(0.02);
      }),
      { numRuns: 50 },
    );
  });

  it('has no answer where there is nothing to compare', () => {
    expect(mannWhitneyExact([], [1, 2])).toBeNull();
    expect(mannWhitneyExact([1, 1], [1])).toBeNull();
  });
});
