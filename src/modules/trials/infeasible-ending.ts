import { type Constraints, type Quantities, violationsOf } from '../../nas/objectives/index.js';
import type { TrialEnding } from './trial-lease.js';

/** The end of a trial whose architecture breaks a constraint, known before any training; null where it breaks none. */
export function infeasibleEnding(
  constraints: Constraints | undefined,
  quantities: Quantities,
): TrialEnding | null {
  const violations = violationsOf(constraints, quantities);
  if (violations.length === 0) return null;
  return { state: 'INFEASIBLE', failureMessage: violations.join('; '), deviceSeconds: 0 };
}
