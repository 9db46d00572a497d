import type { SearchSessionEntity } from './search-session.entity.js';
import type { StopReason } from './session-state.js';
import type { Progress } from './typeorm-session-trials.js';
import type { SessionChange } from './typeorm-sessions.js';

/** What a session does next. */
export type SessionStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'propose' }
  | { readonly kind: 'train-finalists' }
  | { readonly kind: 'end'; readonly change: SessionChange };

type BudgetFacts = Pick<SearchSessionEntity, 'goal' | 'maxDurationSeconds' | 'maxDeviceSeconds'>;
type SessionFacts = BudgetFacts &
  Pick<SearchSessionEntity, 'state' | 'stopReason' | 'maxTrials' | 'maxFailedTrials' | 'retrainTop'>;

const end = (change: SessionChange): SessionStep => ({ kind: 'end', change });

/** Which of its limits a session has reached; each is enforced within the trial that reaches it. */
export function reachedLimit(session: BudgetFacts, progress: Progress): StopReason | null {
  const { goal, maxDurationSeconds, maxDeviceSeconds } = session;
  if (goal !== null && progress.best !== null && progress.best >= goal) return 'GOAL_REACHED';
  if (maxDurationSeconds !== null && progress.elapsedSeconds >= maxDurationSeconds) return 'MAX_DURATION';
  if (maxDeviceSeconds !== null && progress.deviceSeconds >= maxDeviceSeconds) return 'DEVICE_BUDGET';
  return null;
}

/**
 * Decides the next step from what the tables say, and from nothing else. A session proposes in
 * batches: while a trial of the last one is unfinished, it waits.
 */
export function nextStep(session: SessionFacts, progress: Progress): SessionStep {
  const { unfinished, proposed, failed, succeeded, finalists, finalistsSucceeded, lastFailure } = progress;
  if (unfinished > 0 || session.state === 'PAUSED') return { kind: 'wait' };
  if (session.state === 'CANCELLING') return end({ state: 'CANCELLED', stopReason: 'USER' });
  if (failed > session.maxFailedTrials) {
    const error = `${failed} trials failed, more than the ${session.maxFailedTrials} allowed; the last one: ${lastFailure}`;
    return end({ state: 'FAILED', stopReason: 'MAX_FAILED_TRIALS', error });
  }
  const reached = session.stopReason ?? reachedLimit(session, progress);
  if (proposed < session.maxTrials && reached === null) return { kind: 'propose' };
  const stopReason = reached ?? 'MAX_TRIALS';
  if (succeeded === 0) return end(withoutResult(stopReason, progress));
  if (finalists === 0 && session.retrainTop > 0) return { kind: 'train-finalists' };
  if (finalists > 0 && finalistsSucceeded === 0) {
    return end({
      state: 'FAILED',
      stopReason,
      error: `no finalist could be trained; the last one: ${lastFailure}`,
    });
  }
  return end({ state: 'SUCCEEDED', stopReason });
}

function withoutResult(stopReason: StopReason, { proposed, lastFailure }: Progress): SessionChange {
  // Who stops a search before it has found anything has cancelled it.
  if (stopReason === 'USER') return { state: 'CANCELLED', stopReason };
  const error =
    proposed === 0 ? 'the strategy proposed nothing' : `every trial failed; the last one: ${lastFailure}`;
  return { state: 'FAILED', stopReason, error };
}
