import type { SearchSpace } from '../../space/index.js';
import type { HeldToken } from './sampler.js';

/**
 * For each decision whether it counts for the probability of an architecture. The policy would have stopped behind the
 * last one with a meaning, and is not asked for one that is made for it. Decisions without meaning before the last
 * count, since later ones follow from them.
 */
export function countedDecisions(
  { rules }: Pick<SearchSpace, 'rules'>,
  tokens: readonly number[],
  held: readonly HeldToken[],
): boolean[] {
  const last = rules ? rules.active(tokens).lastIndexOf(true) : tokens.length - 1;
  const counted = tokens.map((_, position) => position <= last);
  for (const { position } of held) counted[position] = false;
  return counted;
}

/** Sum of the values of those decisions. */
export const sumOfCounted = (values: readonly number[], counted: readonly boolean[]): number =>
  values.reduce((sum, value, position) => (counted[position] === true ? sum + value : sum), 0);
