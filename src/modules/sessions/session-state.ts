/**
 * QUEUED -> RUNNING -> SUCCEEDED | FAILED, and from either of the first two CANCELLING -> CANCELLED.
 * A session is RUNNING from its first proposal until its finalists are trained.
 */
export const sessionStates = ['QUEUED', 'RUNNING', 'CANCELLING', 'SUCCEEDED', 'FAILED', 'CANCELLED'] as const;
export type SessionState = (typeof sessionStates)[number];

/** Why a session proposes no more. */
export const stopReasons = ['MAX_TRIALS', 'MAX_FAILED_TRIALS', 'SPACE_EXHAUSTED', 'USER'] as const;
export type StopReason = (typeof stopReasons)[number];

const TERMINAL: ReadonlySet<SessionState> = new Set(['SUCCEEDED', 'FAILED', 'CANCELLED']);

export const isTerminalSession = (state: SessionState): boolean => TERMINAL.has(state);
