import type { Decision } from './search-space.js';
import { SpaceError } from './space-error.js';

/** For each decision as many numbers as it has choices: 1 for the one that was made, 0 for the others. */
export function oneHot(decisions: readonly Decision[], tokens: readonly number[]): Uint8Array {
  const length = decisions.reduce((sum, { choices }) => sum + choices.length, 0);
  const row = new Uint8Array(length);
  let start = 0;
  decisions.forEach(({ choices }, position) => {
    row[start + (tokens[position] ?? 0)] = 1;
    start += choices.length;
  });
  return row;
}

/**
 * The inverse of `oneHot`.
 * @throws SpaceError INVALID_TOKENS unless each decision has one 1 and else 0
 */
export function tokensOfOneHot(decisions: readonly Decision[], row: ArrayLike<number>): number[] {
  let start = 0;
  const tokens = decisions.map(({ name, choices }) => {
    const values = Array.from(choices, (_, token) => row[start + token]);
    start += choices.length;
    const token = values.indexOf(1);
    if (token >= 0 && values.every((value, index) => value === (index === token ? 1 : 0))) return token;
    throw new SpaceError(
      'INVALID_TOKENS',
      `${name} must be 1 for one of its ${choices.length} choices and 0 for the others, not [${values.join(', ')}]`,
    );
  });
  if (row.length === start) return tokens;
  throw new SpaceError(
    'INVALID_TOKENS',
    `an architecture of this space is ${start} numbers, not ${row.length}`,
  );
}
