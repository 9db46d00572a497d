import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from './mann-whitney.js';

interface Golden {
  readonly cases: readonly { first: number[]; second: number[]; u: number; pValue: number }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../../test/golden/statistics/mann-whitney.json', import.meta.url), 'utf8'),
);

describe('mannWhitney', () => {
  it.each(golden.cases)('gives what SciPy gives: p = $pValue', ({ first, second, u, pValue }) => {
    const result = mannWhitney(first, second);
    expect(result?.u).toBe(u);
    expect(Math.abs((result?.pValue ?? 0) / pValue - 1)).toBeLessThan(1e-9);
  });

  it('treats both samples alike', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, (first, second) => {
        const there = mannWhitney(first, second);
        const back = mannWhitney(second, first);
        expect(back?.pValue).toBe(there?.pValue);
        if (there && back) expect(there.u + back.u).toBe(first.length * second.length);
      }),
    );
  });

  it('has no answer where there is nothing to compare', () => {
    expect(mannWhitney([], [1, 2])).toBeNull();
    expect(mannWhitney([1, 1], [1])).toBeNull();
  });
});
