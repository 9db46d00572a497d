import type { Decision } from './search-space.js';
import { SpaceError } from './space-error.js';

/** @throws SpaceError INVALID_TOKENS unless there is one token for each decision and each is in its range */
export function validateTokens(decisions: readonly Decision[], tokens: readonly number[]): void {
  if (tokens.length !== decisions.length) {
    throw new SpaceError(
      'INVALID_TOKENS',
      `an architecture of this space has ${decisions.length} tokens, not ${tokens.length}`,
    );
  }
  decisions.forEach(({ name, choices }, position) => {
    const token = tokens[position];
    if (token !== undefined && Object.hasOwn(choices, token)) return;
    throw new SpaceError(
      'INVALID_TOKENS',
      `token ${position} (${name}) must be a whole number from 0 to ${choices.length - 1}, not ${token}`,
    );
  });
}

/** The choice that a valid token stands for. */
export function chosen<T>(choices: readonly T[], token: number | undefined): T {
  const choice = token === undefined ? undefined : choices[token];
  if (choice === undefined) throw new SpaceError('INVALID_TOKENS', `no choice has the token ${token}`);
  return choice;
}

/** Number of token sequences. */
export function countArchitectures(decisions: readonly Decision[]): bigint {
  return decisions.reduce((size, decision) => size * BigInt(decision.choices.length), 1n);
}
