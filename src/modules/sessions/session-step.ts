import type { SearchSessionEntity } from './search-session.entity.js';
import type { Progress } from './typeorm-session-trials.js';
import type { SessionChange } from './typeorm-sessions.js';

/** What a session does next. */
export type SessionStep =
  | { readonly kind: 'wait' }
  | { readonly kind: 'propose' }
  | { readonly kind: 'train-finalists' }
  | { readonly kind: 'end'; readonly change: SessionChange };

type SessionFacts = Pick<
  SearchSessionEntity,
  'state' | 'stopReason' | 'maxTrials' | 'maxFailedTrials' | 'retrainTop'
>;

const end = (change: SessionChange): SessionStep => ({ kind: 'end', change });

/**
 * Decides the next step from what the tables say, and from nothing else. A session proposes in
 * batches: while a trial of the last one is unfinished, it waits.
 */
export function nextStep(session: SessionFacts, progress: Progress): SessionStep {
  const { unfinished, proposed, failed, finalists, finalistsSucceeded, lastFailure } = progress;
  if (unfinished > 0) return { kind: 'wait' };
  if (session.state === 'CANCELLING') return end({ state: 'CANCELLED', stopReason: 'USER' });
  if (failed > session.maxFailedTrials) {
    const error = `${failed} trials failed, more than the ${session.maxFailedTrials} allowed; the last one: ${lastFailure}`;
    return end({ state: 'FAILED', stopReason: 'MAX_FAILED_TRIALS', error });
  }
  if (proposed < session.maxTrials && session.stopReason === null) return { kind: 'propose' };
  const stopReason = session.stopReason ?? 'MAX_TRIALS';
  if (proposed === 0) return end({ state: 'FAILED', stopReason, error: 'the strategy proposed nothing' });
  if (failed === proposed) {
    return end({ state: 'FAILED', stopReason, error: `every trial failed; the last one: ${lastFailure}` });
  }
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
