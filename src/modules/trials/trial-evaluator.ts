import type { HeldLease } from './held-lease.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';

/** Turns a trial into its result, while its lease is held. */
export interface TrialEvaluator {
  /** How many trials it evaluates at a time. */
  readonly places: number;
  /** Gets ready before the first trial. */
  prepare(): void;
  /** Ends early, as CANCELLED or PREEMPTED, when the lease's signal aborts or the evaluator stops. */
  evaluate(trial: ClaimedTrial, lease: HeldLease): Promise<TrialEnding>;
  /** What is under way ends as PREEMPTED: it goes back to the queue, for another worker or for later. */
  stop(): Promise<void>;
}
