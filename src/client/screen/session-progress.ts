import type { SessionEvent } from '../archway-client.js';

/** What is shown of a session from the start. */
export interface WatchedSession {
  readonly id: string;
  readonly strategy: string;
  readonly maxTrials: number;
}

type EventOf<Name extends SessionEvent['__typename']> = Extract<SessionEvent, { readonly __typename: Name }>;

export type Policy = EventOf<'PolicyUpdated'>;

export interface RunningTrial {
  readonly id: string;
  readonly number: number;
  readonly purpose: string;
  readonly epoch: number;
  readonly validationAccuracy: number | null;
}

/** A session as far as its events have told. */
export interface SessionProgress {
  readonly session: WatchedSession;
  readonly state: string;
  /** SEARCH trials that have ended. */
  readonly ended: number;
  readonly failed: number;
  readonly best: number | null;
  readonly running: ReadonlyMap<string, RunningTrial>;
  readonly policy: Policy | null;
  readonly sequence: number;
}

export function newProgress(session: WatchedSession): SessionProgress {
  return {
    session,
    state: 'QUEUED',
    ended: 0,
    failed: 0,
    best: null,
    running: new Map(),
    policy: null,
    sequence: 0,
  };
}

/** The progress after one more event. */
export function after(progress: SessionProgress, event: SessionEvent): SessionProgress {
  const next = { ...progress, sequence: event.sequence };
  switch (event.__typename) {
    case 'SessionStateChanged':
      return { ...next, state: event.state };
    case 'PolicyUpdated':
      return { ...next, policy: event };
    case 'EpochReported':
      return { ...next, running: afterEpoch(progress.running, event) };
    case 'TrialStateChanged':
      return { ...next, ...afterTrial(progress, event.trial) };
    default:
      // Of a server that is newer than this client.
      return next;
  }
}

function afterEpoch(
  running: ReadonlyMap<string, RunningTrial>,
  { trialId, epoch, validationAccuracy }: EventOf<'EpochReported'>,
): ReadonlyMap<string, RunningTrial> {
  const trial = running.get(trialId);
  return trial ? new Map(running).set(trialId, { ...trial, epoch, validationAccuracy }) : running;
}

function afterTrial(
  progress: SessionProgress,
  { id, number, purpose, state, validationAccuracy }: EventOf<'TrialStateChanged'>['trial'],
): Partial<SessionProgress> {
  const running = new Map(progress.running);
  running.delete(id);
  if (state === 'RUNNING') running.set(id, { id, number, purpose, epoch: 0, validationAccuracy: null });
  if (purpose === 'FINAL' || state === 'QUEUED' || state === 'RUNNING') return { running };
  const accuracy = state === 'SUCCEEDED' ? validationAccuracy : null;
  return {
    running,
    ended: progress.ended + 1,
    failed: progress.failed + (state === 'FAILED' ? 1 : 0),
    best: accuracy === null ? progress.best : Math.max(progress.best ?? 0, accuracy),
  };
}
