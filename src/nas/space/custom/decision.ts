import type { Decision } from '../decision.js';

/** Holds when the earlier decision at `position` has a meaning and is one of these tokens. */
export interface Condition {
  readonly position: number;
  readonly tokens: readonly number[];
}

/** A decision with all that must hold for it to have a meaning. */
export interface CustomDecision extends Decision {
  readonly conditions: readonly Condition[];
}

/** What is wrong with a definition, and where. */
export interface DefinitionProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export const MOST_DECISIONS = 512;

/** For each decision whether it has a meaning; conditions look back only. */
export function activeDecisions(decisions: readonly CustomDecision[], tokens: readonly number[]): boolean[] {
  const active: boolean[] = [];
  for (const { conditions } of decisions) {
    active.push(
      conditions.every(
        (condition) =>
          active[condition.position] === true && condition.tokens.includes(tokens[condition.position] ?? -1),
      ),
    );
  }
  return active;
}
