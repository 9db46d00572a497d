import type { SearchSessionEntity } from './search-session.entity.js';
import type { Progress } from './session-progress.js';
import type { StopReason } from './session-state.js';
import type { SessionChange } from './typeorm-sessions.js';

/** What a session does next. */
export type SessionStep =
  | { readonly kind: 'wait' }
  /** `count` is how many more may be in flight. */
  | { readonly kind: 'propose'; readonly count: number }
  | { readonly kind: 'train-finalists' }
  | { readonly kind: 'end'; readonly change: SessionChange };

type BudgetFacts = Pick<SearchSessionEntity, 'goal' | 'maxDurationSeconds' | 'maxDeviceSeconds'>;
type SessionFacts = BudgetFacts &
  Pick<
    SearchSessionEntity,
    'state' | 'stopReason' | 'mode' | 'parallelism' | 'maxTrials' | 'maxFailedTrials' | 'retrainTop'
  >;

export interface StepProgress extends Progress {
  /** Since the first proposal, by the database's clock; 0 before it. */
  readonly elapsedSeconds: number;
}

const WAIT: SessionStep = { kind: 'wait' };
const end = (change: SessionChange): SessionStep => ({ kind: 'end', change });

/** Which of its limits a session has reached; each is enforced within the trial that reaches it. */
export function reachedLimit(session: BudgetFacts, progress: StepProgress): StopReason | null {
  const { goal, maxDurationSeconds, maxDeviceSeconds } = session;
  if (goal !== null && progress.best !== null && progress.best >= goal) return 'GOAL_REACHED';
  if (maxDurationSeconds !== null && progress.elapsedSeconds >= maxDurationSeconds) return 'MAX_DURATION';
  if (maxDeviceSeconds !== null && progress.deviceSeconds >= maxDeviceSeconds) return 'DEVICE_BUDGET';
  return null;
}

/** Decides the next step from what the tables say, and from nothing else. */
export function nextStep(session: SessionFacts, progress: StepProgress): SessionStep {
  const { unfinished, proposed, failed, succeeded, finalists, finalistsSucceeded } = progress;
  if (session.state === 'PAUSED') return WAIT;
  const reached = session.stopReason ?? reachedLimit(session, progress);
  const goesOn = proposed < session.maxTrials && reached === null && failed <= session.maxFailedTrials;
  if (goesOn && session.state !== 'CANCELLING') return proposal(session, progress);
  if (unfinished > 0) return WAIT;
  if (session.state === 'CANCELLING') return end({ state: 'CANCELLED', stopReason: 'USER' });
  if (failed > session.maxFailedTrials) {
    const error = `${failed} trials failed, more than the ${session.maxFailedTrials} allowed`;
    return end({ state: 'FAILED', stopReason: 'MAX_FAILED_TRIALS', error });
  }
  const stopReason = reached ?? 'MAX_TRIALS';
  if (succeeded === 0) return end(withoutResult(stopReason, progress));
  if (finalists === 0 && session.retrainTop > 0) return { kind: 'train-finalists' };
  if (finalists > 0 && finalistsSucceeded === 0) {
    return end({ state: 'FAILED', stopReason, error: 'no finalist could be trained' });
  }
  return end({ state: 'SUCCEEDED', stopReason });
}

/** A synchronous session waits for the whole batch; an asynchronous one fills every place that is free. */
function proposal(session: SessionFacts, { unfinished, proposed }: Progress): SessionStep {
  const free = session.mode === 'SYNCHRONOUS' && unfinished > 0 ? 0 : session.parallelism - unfinished;
  return free > 0 ? { kind: 'propose', count: Math.min(free, session.maxTrials - proposed) } : WAIT;
}

function withoutResult(
  stopReason: StopReason,
  { proposed, failed, infeasible, earlyStopped }: Progress,
): SessionChange {
  // Who stops a search before it has found anything has cancelled it.
  if (stopReason === 'USER') return { state: 'CANCELLED', stopReason };
  if (proposed === 0) return { state: 'FAILED', stopReason, error: 'the strategy proposed nothing' };
  const ends = [
    failed > 0 && 'failed',
    infeasible > 0 && 'was infeasible',
    earlyStopped > 0 && 'was stopped early',
  ].filter((end) => end !== false);
  return { state: 'FAILED', stopReason, error: `every trial ${ends.join(' or ')}` };
}
