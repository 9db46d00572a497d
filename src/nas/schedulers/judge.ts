import { valueFrom } from './rungs.js';
import type { Decision, Measured, Peer, Scheduler } from './scheduler.js';

/** What is known of a trial of a session. */
export interface TrialCurve {
  readonly trialNumber: number;
  readonly completed: boolean;
  /** By step. */
  readonly measured: readonly Measured[];
}

/** Asks a scheduler about a trial where the curves of all others are at hand. */
export function judge(scheduler: Scheduler, trial: TrialCurve, others: readonly TrialCurve[]): Decision {
  const steps = scheduler.comparedSteps(trial.measured);
  if (steps.length === 0) return 'continue';
  return scheduler.decide(trial.trialNumber, trial.measured, peersAt(steps, others));
}

/** What trials had at the compared steps; those that have not come so far are left out. */
function peersAt(steps: readonly number[], trials: readonly TrialCurve[]): Peer[] {
  return trials.flatMap(({ trialNumber, completed, measured }) =>
    steps.flatMap((step) => {
      const value = valueFrom(measured, step);
      return value === undefined ? [] : [{ trialNumber, completed, step, value }];
    }),
  );
}
