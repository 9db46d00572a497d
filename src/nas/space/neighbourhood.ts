import type { Random } from '../random.js';
import { isAdmitted, normalForm } from './rules.js';
import type { Decision, SearchSpace } from './search-space.js';
import { SpaceError } from './space-error.js';

/** What a space must have of `SearchSpace` to be walked in. */
export type Walkable = Pick<SearchSpace, 'decisions' | 'rules'>;

/** Draws after which a space counts as empty: where one in 1,000 is admitted, that happens once in e^100 times. */
const MOST_DRAWS = 100_000;
/** Draws after which an architecture counts as without neighbours: several for each of the most decisions of a space. */
const MOST_MUTATIONS = 10_000;

/**
 * An architecture of the space in normal form, each token sequence that is admitted as likely as another.
 * @throws SpaceError NOTHING_ADMITTED
 */
export function randomTokens(space: Walkable, random: Random): number[] {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const tokens = space.decisions.map(({ choices }) => random.integer(choices.length));
    if (isAdmitted(space, tokens)) return normalForm(space, tokens);
  }
  throw new SpaceError(
    'NOTHING_ADMITTED',
    `the rules of the space admitted none of ${MOST_DRAWS} architectures drawn at random`,
  );
}

/** All architectures that differ in one decision, in normal form and in order of position and token. */
export function neighbours(space: Walkable, tokens: readonly number[]): number[][] {
  const all = space.decisions.flatMap(({ choices }, position) =>
    Array.from(choices.keys())
      .filter((token) => token !== tokens[position])
      .map((token) => tokens.with(position, token)),
  );
  if (!space.rules) return all;
  return all.filter((one) => differs(space, one, tokens)).map((one) => normalForm(space, one));
}

/**
 * A neighbour in normal form: a decision that has a choice, drawn uniformly, takes another token, drawn uniformly. Where the rules
 * leave an architecture no neighbour, one anywhere in the space.
 */
export function mutate(space: Walkable, tokens: readonly number[], random: Random): number[] {
  const { decisions } = space;
  const positions = [...decisions.keys()].filter((position) => choicesAt(decisions, position) > 1);
  if (positions.length === 0) return [...tokens];
  for (let draw = 0; draw < MOST_MUTATIONS; draw += 1) {
    const position = positions[random.integer(positions.length)] ?? 0;
    const size = choicesAt(decisions, position);
    const step = 1 + random.integer(size - 1);
    const mutant = tokens.with(position, ((tokens[position] ?? 0) + step) % size);
    if (!space.rules || differs(space, mutant, tokens)) return normalForm(space, mutant);
  }
  return randomTokens(space, random);
}

/** Whether `one` is an architecture of the space, and another than `tokens`. */
function differs(space: Walkable, one: readonly number[], tokens: readonly number[]): boolean {
  const other = normalForm(space, tokens);
  return isAdmitted(space, one) && normalForm(space, one).some((token, index) => token !== other[index]);
}

const choicesAt = (decisions: readonly Decision[], position: number): number =>
  decisions[position]?.choices.length ?? 0;
