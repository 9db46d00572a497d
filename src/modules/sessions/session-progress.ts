import type { TrialPurpose, TrialState } from '../trials/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';

/** A trial that the strategy has not been told of: what is under way, what has just ended, and every finalist. */
export interface OpenTrial {
  readonly id: string;
  readonly number: number;
  readonly purpose: TrialPurpose;
  readonly state: TrialState;
  readonly tokens: readonly number[];
  readonly logProbability: number;
  readonly policyVersion: number;
  readonly cached: boolean;
  readonly validationAccuracy: number | null;
  readonly reward: number | null;
  readonly failure: string | null;
  /** For which it has held a device, so far. */
  readonly deviceSeconds: number;
}

/** How far a session has come. */
export interface Progress {
  /** Trials in QUEUED or RUNNING, of either purpose. */
  readonly unfinished: number;
  readonly proposed: number;
  readonly failed: number;
  readonly infeasible: number;
  readonly earlyStopped: number;
  readonly succeeded: number;
  /** Best validation accuracy so far. */
  readonly best: number | null;
  /** For which trials have held a device, those under way included. */
  readonly deviceSeconds: number;
  readonly finalists: number;
  readonly finalistsSucceeded: number;
}

type Counters = Pick<
  SearchSessionEntity,
  | 'proposed'
  | 'toldSucceeded'
  | 'toldEarlyStopped'
  | 'toldFailed'
  | 'toldInfeasible'
  | 'toldBest'
  | 'toldDeviceSeconds'
>;

export const isUnfinished = ({ state }: Pick<OpenTrial, 'state'>): boolean =>
  state === 'QUEUED' || state === 'RUNNING';

/** What was cancelled tells nothing of its architecture. */
export const hasResult = (trial: Pick<OpenTrial, 'state'>): boolean =>
  !isUnfinished(trial) && trial.state !== 'CANCELLED';

/** What is open is counted; of what is told the session keeps count. So a step costs the same however long the history. */
export function progressOf(session: Counters, open: readonly OpenTrial[]): Progress {
  const count = (purpose: TrialPurpose, state: TrialState) =>
    open.filter((trial) => trial.purpose === purpose && trial.state === state).length;
  const accuracies = open.flatMap(({ purpose, state, validationAccuracy }) =>
    purpose === 'SEARCH' && state === 'SUCCEEDED' && validationAccuracy !== null ? [validationAccuracy] : [],
  );
  return {
    unfinished: open.filter(isUnfinished).length,
    proposed: session.proposed,
    failed: session.toldFailed + count('SEARCH', 'FAILED'),
    earlyStopped: session.toldEarlyStopped + count('SEARCH', 'EARLY_STOPPED'),
    infeasible: session.toldInfeasible + count('SEARCH', 'INFEASIBLE'),
    succeeded: session.toldSucceeded + count('SEARCH', 'SUCCEEDED'),
    best: bestOf([...(session.toldBest === null ? [] : [session.toldBest]), ...accuracies]),
    deviceSeconds: open.reduce((sum, trial) => sum + trial.deviceSeconds, session.toldDeviceSeconds),
    finalists: open.filter(({ purpose }) => purpose === 'FINAL').length,
    finalistsSucceeded: count('FINAL', 'SUCCEEDED'),
  };
}

export const bestOf = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.max(...values);
