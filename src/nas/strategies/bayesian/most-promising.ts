import type { UniqueArchitectures } from '../unique-architectures.js';
import type { Candidate } from './candidates.js';
import type { GaussianProcess, Prediction } from './gaussian-process.js';

export interface Prospect {
  readonly candidate: Candidate;
  readonly prediction: Prediction;
}

/** What is expected of each candidate, the greatest mean first. */
export const prospectsOf = (process: GaussianProcess, candidates: readonly Candidate[]): Prospect[] =>
  candidates
    .map((candidate) => ({ candidate, prediction: process.predict(candidate.features) }))
    .sort((a, b) => b.prediction.mean - a.prediction.mean);

/**
 * The new one with the greatest upper confidence bound, if any is new, of prospects in the order of their means. Where even
 * the deviation of the unknown would not lift a mean above the best bound, the deviation is not worked out.
 */
export function mostPromising(
  process: GaussianProcess,
  prospects: readonly Prospect[],
  proposed: Pick<UniqueArchitectures, 'has'>,
  confidence: number,
): Prospect | undefined {
  let best: Prospect | undefined;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const prospect of prospects) {
    const { candidate, prediction } = prospect;
    if (prediction.mean + confidence * process.priorDeviation <= greatest) break;
    if (proposed.has(candidate.hash)) continue;
    const bound = prediction.mean + confidence * process.deviation(prediction);
    if (bound <= greatest) continue;
    best = prospect;
    greatest = bound;
  }
  return best;
}
