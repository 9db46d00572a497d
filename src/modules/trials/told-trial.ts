import type { SessionEventPayload, TrialSnapshot } from '../events/index.js';
import type { ClaimedTrial } from './trial-lease.js';

/** A trial as its session's events tell of it. */
export type ToldTrial = TrialSnapshot & { readonly sessionId: string };

/** One that a worker has just claimed: it has no result yet. */
export function claimedTrial({ sessionId, id, number, purpose, attempt, hash }: ClaimedTrial): ToldTrial {
  const nothing = { validationAccuracy: null, reward: null, failure: null, cached: false };
  return { sessionId, id, number, purpose, state: 'RUNNING', attempt, hash, ...nothing };
}

/** In the order of proposal. */
export const trialEvents = (trials: readonly ToldTrial[]): SessionEventPayload[] =>
  [...trials]
    .sort((a, b) => a.number - b.number)
    .map(({ sessionId: _, ...trial }) => ({ type: 'TRIAL_STATE_CHANGED', trial }));
