import { describe, expect, it } from 'vitest';
import { armVerdict, type JudgedArm } from './arm-verdict.js';

const arm = (bests: number[], proposals: number[] = bests): JudgedArm => ({
  bests,
  proposals,
  seeds: bests.length,
});

describe('the verdict on an arm', () => {
  it('compares sessions where both sides have seeds, exactly', () => {
    const verdict = armVerdict(arm([0.95, 0.96, 0.97, 0.98]), arm([0.9, 0.91, 0.92, 0.93]));
    expect(verdict).toMatchObject({
      compared: 'SESSIONS',
      test: 'Mann-Whitney U, two-sided, exact',
      conclusion: 'BETTER',
      superiority: 1,
      seeds: 4,
      randomSeeds: 4,
    });
    // 2 of the 70 ways to divide eight values lie as far out.
    expect(verdict?.pValue).toBeCloseTo(2 / 70, 12);
    expect(verdict?.bestDifference).toBeCloseTo(0.05, 12);
    expect(verdict?.sentence).toBe(
      'It finds better networks than random search: best +5.00 points on average (Mann-Whitney p = 0.029, 4 and 4 seeds)',
    );
  });

  it('says when there are too few seeds for anything to show', () => {
    const verdict = armVerdict(arm([0.98, 0.97, 0.96]), arm([0.5, 0.4, 0.3]));
    expect(verdict).toMatchObject({ conclusion: 'NOT_DISTINGUISHABLE', pValue: 0.1 });
    expect(verdict?.sentence).toContain('3 and 3 seeds: too few for any difference to show');
  });

  it('compares proposals where a side has one seed, and says that it judges the runs', () => {
    const many = (offset: number) => Array.from({ length: 30 }, (_, index) => offset + index / 1000);
    const verdict = armVerdict(arm([0.53], many(0.5)), arm([0.63, 0.63], many(0.6)));
    expect(verdict).toMatchObject({ compared: 'PROPOSALS', conclusion: 'WORSE', superiority: 0, seeds: 1 });
    expect(verdict?.sentence).toContain('this judges the runs, not the strategy');
  });

  it('counts the same seed twice as one', () => {
    const twice = { ...arm([0.9, 0.9]), seeds: 1 };
    expect(armVerdict(twice, arm([0.8, 0.7]))?.compared).toBe('PROPOSALS');
  });

  it('is none without results, and a draw where all are equal', () => {
    expect(armVerdict(arm([]), arm([0.5]))).toBeNull();
    expect(armVerdict(arm([0.5, 0.5]), arm([0.5, 0.5]))).toMatchObject({
      conclusion: 'NOT_DISTINGUISHABLE',
      pValue: 1,
    });
  });
});
