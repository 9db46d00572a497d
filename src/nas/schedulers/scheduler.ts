/** What a trial measured at a step (an epoch, counted from 1). */
export interface Measured {
  readonly step: number;
  /** Better when greater: of a metric that is minimised, its negative. */
  readonly value: number;
}

/** What another trial of the session had at a step that is compared. */
export interface Peer extends Measured {
  /** The compared step; the value is that of the trial's first measurement at or after it. */
  readonly step: number;
  readonly trialNumber: number;
  /** Whether the trial has reached its last step. One that was stopped, failed or is still running has not. */
  readonly completed: boolean;
}

export type Decision = 'continue' | 'stop';

/**
 * Stops trials that promise little. It keeps nothing in memory: each decision is a function of the rows of
 * measurements, so any process can make it at any time. It never waits for another trial.
 */
export interface Scheduler {
  /**
   * The steps at which other trials' values are needed to decide about a trial, ascending; none when the newest
   * measurement calls for no decision.
   * @param own its measurements, by step; the last one is new
   */
  comparedSteps(own: readonly Measured[]): readonly number[];
  /**
   * Whether a trial goes on after its last measurement. A value of its own that is no number is worse than any; peers
   * with such a value are left out.
   * @param trialNumber its number in the session, from 1
   * @param peers at `comparedSteps(own)`, in any order
   */
  decide(trialNumber: number, own: readonly Measured[], peers: readonly Peer[]): Decision;
}
