import { describe, expect, it } from 'vitest';
import { verdictOf } from './verdict.js';

const good = Array.from({ length: 20 }, (_, index) => 0.9 + index / 1000);
const poor = Array.from({ length: 20 }, (_, index) => 0.8 + index / 1000);

describe('verdictOf', () => {
  it('says better, worse, or that it cannot tell', () => {
    expect(verdictOf(good, poor)?.conclusion).toBe('BETTER');
    expect(verdictOf(poor, good)?.conclusion).toBe('WORSE');
    expect(verdictOf(good, good)?.conclusion).toBe('NOT_DISTINGUISHABLE');
  });

  it('says by how much, and on what grounds', () => {
    const verdict = verdictOf(good, poor);
    expect(verdict?.bestDifference).toBeCloseTo(0.1, 12);
    expect(verdict?.meanDifference).toBeCloseTo(0.1, 12);
    expect(verdict?.superiority).toBe(1);
    expect(verdict?.sentence).toContain('best +10.00 points, mean +10.00 points against random');
    expect(verdict?.sentence).toContain('1 seed');
  });

  it('does not tell arms apart that are all equal, and says nothing of an arm without results', () => {
    expect(verdictOf([0.5, 0.5], [0.5])).toMatchObject({ conclusion: 'NOT_DISTINGUISHABLE', pValue: 1 });
    expect(verdictOf([], poor)).toBeNull();
  });
});
