/**
 * Weight of a result that another policy drew: the ratio of its probabilities under the policy that learns and under
 * the one that drew it, clipped from above so that a rare result does not drown the others (truncated importance
 * sampling, Ionides, J. Comput. Graph. Stat. 2008).
 */
export const importanceWeight = (logProbability: number, drawnWith: number, limit: number): number =>
  Math.min(Math.exp(logProbability - drawnWith), limit);
