import { expect, it } from 'vitest';
import { rankTargets } from './rank-targets.js';

it('spreads ranks, the best and the worst furthest, and keeps ties', () => {
  const [best, worst, tied, same] = rankTargets([0.9, 0.1, 0.5, 0.5]);
  expect(best).toBeCloseTo(Math.log(7), 12);
  expect(worst).toBeCloseTo(-Math.log(7), 12);
  expect([tied, same]).toEqual([0, 0]);
  expect(rankTargets([0.3])).toEqual([0]);
});
