import { expect, it } from 'vitest';
import { rankTargets } from './rank-targets.js';

it('spreads ranks evenly over -1..1 and keeps ties', () => {
  expect(rankTargets([0.9, 0.1, 0.5, 0.5])).toEqual([0.75, -0.75, 0, 0]);
});
