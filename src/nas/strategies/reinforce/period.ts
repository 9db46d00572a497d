import type { Decision } from '../../space/index.js';

/**
 * Length of the shortest run of decisions that, repeated, makes up all of them, as far as the controller can tell
 * decisions apart: by type and number of choices. A chain of layers has the period of one layer.
 */
export function periodOf(decisions: readonly Decision[]): number {
  const lengths = Array.from({ length: decisions.length }, (_, index) => index + 1);
  const repeats = (period: number) =>
    decisions.length % period === 0 &&
    decisions.every((decision, position) => isLike(decision, decisions[position % period]));
  return lengths.find(repeats) ?? decisions.length;
}

function isLike(decision: Decision, other: Decision | undefined): boolean {
  return decision.type === other?.type && decision.choices.length === other.choices.length;
}
