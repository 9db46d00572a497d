import type { Random } from '../random.js';
import type { Decision } from './search-space.js';

/** Tokens drawn uniformly. */
export function randomTokens(decisions: readonly Decision[], random: Random): number[] {
  return decisions.map(({ choices }) => random.integer(choices.length));
}

/** All token sequences that differ in one decision, in order of position and token. */
export function neighbours(decisions: readonly Decision[], tokens: readonly number[]): number[][] {
  return decisions.flatMap(({ choices }, position) =>
    Array.from(choices.keys())
      .filter((token) => token !== tokens[position])
      .map((token) => tokens.with(position, token)),
  );
}

/** A neighbour: a decision that has a choice, drawn uniformly, takes another token, drawn uniformly. */
export function mutate(decisions: readonly Decision[], tokens: readonly number[], random: Random): number[] {
  const positions = [...decisions.keys()].filter((position) => choicesAt(decisions, position) > 1);
  const position = positions.length === 0 ? undefined : positions[random.integer(positions.length)];
  if (position === undefined) return [...tokens];
  const size = choicesAt(decisions, position);
  const step = 1 + random.integer(size - 1);
  return tokens.with(position, ((tokens[position] ?? 0) + step) % size);
}

const choicesAt = (decisions: readonly Decision[], position: number): number =>
  decisions[position]?.choices.length ?? 0;
