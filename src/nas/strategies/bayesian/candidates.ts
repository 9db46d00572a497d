import type { Random } from '../../random.js';
import { mutate, neighbours, normalForm, oneHot, randomTokens, type SearchSpace } from '../../space/index.js';
import type { Rewarded } from '../search-state.js';
import type { UniqueArchitectures } from '../unique-architectures.js';
import type { BayesianOptions } from './options.js';

/** An architecture that was never proposed. */
export interface Candidate {
  readonly tokens: readonly number[];
  readonly hash: string;
}

/** Draws until this many in a row were proposed before: then the space counts as exhausted. */
const FRUITLESS_DRAWS = 1000;
/** Of a large space not every neighbour of a parent is looked at. */
const NEIGHBOURS_OF_PARENT = 100;

/** New architectures around the best results and anywhere, each once even where tokens differ. */
export function candidatesFor(
  space: SearchSpace,
  results: readonly Rewarded[],
  proposed: UniqueArchitectures,
  options: Pick<BayesianOptions, 'parents' | 'randomCandidates'>,
  random: Random,
): Candidate[] {
  const parents = results.toSorted((a, b) => b.reward - a.reward).slice(0, options.parents);
  const around = parents.flatMap(({ tokens }) => {
    const all = neighbours(space, tokens);
    const near = all.length <= NEIGHBOURS_OF_PARENT ? all : sample(all, NEIGHBOURS_OF_PARENT, random);
    return [...near, ...near.map((one) => mutate(space, one, random))];
  });
  const anywhere = Array.from({ length: options.randomCandidates }, () => randomTokens(space, random));
  const found = new Map<string, Candidate>();
  for (const tokens of [...around, ...anywhere]) {
    const hash = space.canonicalHash(tokens);
    if (!proposed.has(hash)) found.set(hash, { tokens, hash });
  }
  return [...found.values()];
}

/** A new architecture drawn uniformly; undefined when there seems to be none. */
export function randomCandidate(
  space: SearchSpace,
  proposed: UniqueArchitectures,
  random: Random,
): Candidate | undefined {
  for (let draw = 0; draw < FRUITLESS_DRAWS; draw += 1) {
    const tokens = randomTokens(space, random);
    const hash = space.canonicalHash(tokens);
    if (!proposed.has(hash)) return { tokens, hash };
  }
  return undefined;
}

/** The numbers by which the predictor knows an architecture: the space's own, or one-hot tokens. */
export function featuresOf(space: SearchSpace, tokens: readonly number[]): Float64Array {
  if (space.features) return space.features(tokens);
  return oneHot(space.decisions, normalForm(space, tokens));
}

const sample = <T>(values: readonly T[], count: number, random: Random): T[] =>
  Array.from(random.shuffle(values.length).subarray(0, count), (index) => values[index]).filter(
    (value) => value !== undefined,
  );
