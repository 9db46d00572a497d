import type { Decision } from './search-space.js';

/** The place of an architecture among all, where the last decision varies fastest. For spaces of up to 2^53. */
export function indexOfTokens(decisions: readonly Decision[], tokens: readonly number[]): number {
  return decisions.reduce(
    (index, { choices }, position) => index * choices.length + (tokens[position] ?? 0),
    0,
  );
}

/** The inverse of `indexOfTokens`, of any size of space. */
export function tokensAt(decisions: readonly Decision[], index: bigint): number[] {
  let rest = index;
  return decisions
    .toReversed()
    .map(({ choices }) => {
      const size = BigInt(choices.length);
      const token = Number(rest % size);
      rest /= size;
      return token;
    })
    .reverse();
}
