import { expect, it } from 'vitest';
import { rankScores } from './rank-scores.js';

it('puts ranks on a scale without ends and keeps ties', () => {
  const [best, worst, ...tied] = rankScores([0.9, 0.1, 0.5, 0.5]);
  expect(best).toBeCloseTo(Math.log(7), 12);
  expect(worst).toBeCloseTo(-Math.log(7), 12);
  expect(tied).toEqual([0, 0]);
  expect(rankScores([2, 2])).toEqual([0, 0]);
});
