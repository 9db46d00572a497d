import type { StopReason } from '../sessions/index.js';
import type { Range } from './training-cost.js';

/** What is still to be done in a session, or in a search and its control arm. */
export interface Plan {
  /** Sessions alike: 2 with a control arm. All else is said of one. */
  readonly arms: number;
  readonly trialsEnded: number;
  readonly maxTrials: number;
  /** Trials in flight at a time. */
  readonly parallelism: number;
  /** Trainings of finalists. */
  readonly finals: number;
  readonly spentDeviceSeconds: number;
  readonly maxDeviceSeconds: number | null;
  readonly elapsedSeconds: number;
  readonly maxDurationSeconds: number | null;
}

/** Seconds that a training holds a device. */
export interface TrainingSeconds {
  readonly search: Range;
  readonly final: Range;
}

export interface Outlook {
  /** SEARCH trials that will have ended. */
  readonly trials: number;
  /** Still to be spent. */
  readonly deviceSeconds: Range;
  /** Until the end; null where no worker takes the trials. */
  readonly wallSeconds: Range | null;
  /** Which budget is spent first. That a goal is reached before cannot be foreseen. */
  readonly endsBy: Extract<StopReason, 'MAX_TRIALS' | 'DEVICE_BUDGET' | 'MAX_DURATION'>;
}

/**
 * What becomes of a plan: its trials one after the other in as many places as it may use, until a budget is spent, and then the
 * finalists. Other searches are left out of account.
 * @param slots trainings at a time of all the workers that may take its trials
 */
export function outlookOf(plan: Plan, seconds: TrainingSeconds, slots: number): Outlook {
  const [expected, lower, upper] = (['expected', 'lower', 'upper'] as const).map((part) =>
    outcome(plan, seconds.search[part], seconds.final[part], slots),
  );
  if (!expected || !lower || !upper) throw new Error('a range has three parts');
  const range = (of: (part: Outcome) => number): Range => ({
    expected: of(expected),
    lower: of(lower),
    upper: of(upper),
  });
  return {
    trials: plan.arms * (plan.trialsEnded + Math.round(expected.trials)),
    deviceSeconds: range((part) => plan.arms * part.deviceSeconds),
    wallSeconds: slots > 0 ? range((part) => part.wallSeconds) : null,
    endsBy: expected.endsBy,
  };
}

interface Outcome extends Pick<Outlook, 'endsBy'> {
  readonly trials: number;
  readonly deviceSeconds: number;
  readonly wallSeconds: number;
}

function outcome(plan: Plan, trialSeconds: number, finalSeconds: number, slots: number): Outcome {
  const places = Math.max(1, slots) / plan.arms;
  const parallel = Math.min(plan.parallelism, places);
  const limits: [Outlook['endsBy'], number][] = [['MAX_TRIALS', plan.maxTrials - plan.trialsEnded]];
  const limit = (name: Outlook['endsBy'], budget: number | null, spent: number, costs: number) => {
    if (budget !== null && costs > 0) limits.push([name, (budget - spent) / costs]);
  };
  limit('DEVICE_BUDGET', plan.maxDeviceSeconds, plan.spentDeviceSeconds, trialSeconds);
  limit('MAX_DURATION', plan.maxDurationSeconds, plan.elapsedSeconds, trialSeconds / parallel);
  const [endsBy, allowed] = limits.reduce((first, next) => (next[1] < first[1] ? next : first));
  const trials = Math.max(0, allowed);
  const finals = plan.finals * finalSeconds;
  const finalPlaces = Math.min(Math.max(1, plan.finals), places);
  return {
    endsBy,
    trials,
    deviceSeconds: trials * trialSeconds + finals,
    wallSeconds: (trials * trialSeconds) / parallel + finals / finalPlaces,
  };
}
