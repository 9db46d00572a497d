import type { UniqueArchitectures } from '../unique-architectures.js';
import type { Candidate } from './candidates.js';
import type { GaussianProcess } from './gaussian-process.js';

/**
 * The new candidate with the greatest upper confidence bound, if any is new. Where even the deviation of the unknown would
 * not lift a mean above the best bound, the deviation is not worked out.
 */
export function mostPromising(
  process: GaussianProcess,
  candidates: readonly Candidate[],
  proposed: Pick<UniqueArchitectures, 'has'>,
  confidence: number,
): Candidate | undefined {
  const byMean = candidates
    .map((candidate) => {
      const correlations = process.correlationsWith(candidate.features);
      return { candidate, correlations, mean: process.mean(correlations) };
    })
    .sort((a, b) => b.mean - a.mean);
  let best: Candidate | undefined;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const { candidate, correlations, mean } of byMean) {
    if (mean + confidence * process.priorDeviation <= greatest) break;
    if (proposed.has(candidate.hash)) continue;
    const bound = mean + confidence * process.deviation(correlations);
    if (bound <= greatest) continue;
    best = candidate;
    greatest = bound;
  }
  return best;
}
