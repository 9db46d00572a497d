/**
 * QUEUED -> RUNNING <-> PAUSED, then SUCCEEDED | FAILED; on the user's wish STOPPING (drain) or CANCELLING (kill)
 * -> CANCELLED before.
 * A session is RUNNING from its first proposal until its finalists are trained.
 */
export const sessionStates = [
  'QUEUED',
  'RUNNING',
  'PAUSED',
  'STOPPING',
  'CANCELLING',
  'SUCCEEDED',
  'FAILED',
  'CANCELLED',
] as const;
export type SessionState = (typeof sessionStates)[number];

/**
 * SYNCHRONOUS: a batch is proposed when the one before has ended, so that the result does not depend on which trial ends
 * first. ASYNCHRONOUS: results are told as they come, and as many trials as allowed are kept in flight.
 */
export const sessionModes = ['SYNCHRONOUS', 'ASYNCHRONOUS'] as const;
export type SessionMode = (typeof sessionModes)[number];

/** Why a session proposes no more. */
export const stopReasons = [
  'GOAL_REACHED',
  'MAX_TRIALS',
  'MAX_DURATION',
  'DEVICE_BUDGET',
  'MAX_FAILED_TRIALS',
  'SPACE_EXHAUSTED',
  'USER',
] as const;
export type StopReason = (typeof stopReasons)[number];

const TERMINAL: ReadonlySet<SessionState> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

export const isTerminalSession = (state: SessionState): boolean => TERMINAL.has(state);
