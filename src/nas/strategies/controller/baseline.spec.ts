import { describe, expect, it } from 'vitest';
import { baselineAfter, baselineValue, emptyBaseline } from './baseline.js';

describe('the baseline', () => {
  it('is undefined before the first reward', () => {
    expect(baselineValue(emptyBaseline)).toBeNull();
    expect(baselineValue(baselineAfter(emptyBaseline, [], 0.95))).toBeNull();
  });

  it('is the first reward after it: the start at zero has no weight', () => {
    expect(baselineValue(baselineAfter(emptyBaseline, [0.4], 0.95))).toBeCloseTo(0.4, 12);
  });

  it('follows rewards one by one as worked out by hand', () => {
    // decay 0.5: 0.25 -> 0.625 -> 0.4125 of weight 0.5, 0.75, 0.875
    let baseline = emptyBaseline;
    const values = [0.5, 1, 0.2].map((reward) => {
      baseline = baselineAfter(baseline, [reward], 0.5);
      return baselineValue(baseline);
    });
    expect(values[0]).toBeCloseTo(0.5, 12);
    expect(values[1]).toBeCloseTo(0.625 / 0.75, 12);
    expect(values[2]).toBeCloseTo(0.4125 / 0.875, 12);
  });

  it('takes a batch as the mean over the orders of its rewards', () => {
    const one = (rewards: readonly number[]) =>
      rewards.reduce((baseline, reward) => baselineAfter(baseline, [reward], 0.9), {
        average: 0.3,
        weight: 0.6,
      });
    const batch = baselineAfter({ average: 0.3, weight: 0.6 }, [0.2, 0.8], 0.9);
    expect(batch.average).toBeCloseTo((one([0.2, 0.8]).average + one([0.8, 0.2]).average) / 2, 12);
    expect(batch.weight).toBeCloseTo(one([0.2, 0.8]).weight, 12);
  });

  it('with decay 0 is the mean of the last batch', () => {
    expect(baselineValue(baselineAfter({ average: 9, weight: 0.5 }, [1, 2], 0))).toBeCloseTo(1.5, 12);
  });
});
