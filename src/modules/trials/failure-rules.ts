import type { FailureKind } from '../../training/index.js';

export interface FailureRule {
  /** How often a trial that failed so is tried again before the failure stands. */
  readonly retries: number;
}

/**
 * What repeats itself for certain is not tried again: training is deterministic. A PREEMPTED trial
 * was stopped by us or by its machine, and has its place back as often as a lease may be lost.
 */
export const failureRules: Readonly<Record<FailureKind, FailureRule>> = {
  OUT_OF_MEMORY: { retries: 0 },
  NOT_A_NUMBER: { retries: 0 },
  TIMEOUT: { retries: 0 },
  INVALID_ARCHITECTURE: { retries: 0 },
  DATA_ERROR: { retries: 0 },
  TRAINER_ERROR: { retries: 1 },
  PREEMPTED: { retries: 5 },
};

/** After so many lost leases a trial is taken to be what kills its workers. */
export const MAXIMUM_ATTEMPTS = failureRules.PREEMPTED.retries + 1;
