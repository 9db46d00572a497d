import type { SearchSpace } from './search-space.js';

type Ruled = Pick<SearchSpace, 'rules'>;

/** Whether the space has this architecture; the tokens are in their ranges. */
export const isAdmitted = ({ rules }: Ruled, tokens: readonly number[]): boolean =>
  rules === undefined || rules.admits(tokens);

/** The spelling that stands for all of the same architecture. */
export const normalForm = ({ rules }: Ruled, tokens: readonly number[]): number[] =>
  rules === undefined ? [...tokens] : withoutMeaningless(tokens, rules.active(tokens));

/** Whether these tokens are that spelling. */
export const isNormal = (space: Ruled, tokens: readonly number[]): boolean =>
  normalForm(space, tokens).every((token, position) => token === tokens[position]);

/** 0 in the place of each decision without a meaning. */
const withoutMeaningless = (tokens: readonly number[], active: readonly boolean[]): number[] =>
  tokens.map((token, position) => (active[position] === true ? token : 0));
