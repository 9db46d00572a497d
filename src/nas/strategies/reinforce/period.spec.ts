import { describe, expect, it } from 'vitest';
import { periodOf } from './period.js';

/** `a2` is a decision of type a with two choices. */
const decisions = (types: string) =>
  types.split(' ').map((type, position) => ({
    name: `decision ${position}`,
    type: type.slice(0, 1),
    choices: Array.from({ length: Number(type.slice(1)) }, (_, choice) => choice),
  }));

describe('the period of decisions', () => {
  it.each([
    ['a2', 1],
    ['a2 a2 a2', 1],
    ['a2 b3 c2 a2 b3 c2', 3],
    ['a2 b3 a2', 3],
    ['a2 b3 a2 b3 a2', 5],
    ['a2 a3', 2],
    ['a2 a2 b2 a2 a2 b2', 3],
  ])('%s: %d', (types, period) => {
    expect(periodOf(decisions(types))).toBe(period);
  });
});
