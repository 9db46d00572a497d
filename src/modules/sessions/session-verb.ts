import { DomainError } from '../../platform/errors/index.js';
import { isTerminalSession, type SessionState } from './session-state.js';

export type SessionVerb = 'pause' | 'resume' | 'stop' | 'cancel';

interface VerbRule {
  readonly from: readonly SessionState[];
  readonly to: SessionState;
  /** Whether the session proposes no more, by the user's wish. */
  readonly ends: boolean;
  /** Whether trials under way are killed too. */
  readonly kills: boolean;
  readonly participle: string;
}

/**
 * What a user may do to a session. Pausing lets trials under way end and begins none; stopping drains: what is under way
 * ends, what waits is cancelled, and the finalists are trained; cancelling kills.
 */
export const sessionVerbs: Readonly<Record<SessionVerb, VerbRule>> = {
  pause: { from: ['QUEUED', 'RUNNING'], to: 'PAUSED', ends: false, kills: false, participle: 'paused' },
  resume: { from: ['PAUSED'], to: 'RUNNING', ends: false, kills: false, participle: 'resumed' },
  stop: {
    from: ['QUEUED', 'RUNNING', 'PAUSED'],
    to: 'STOPPING',
    ends: true,
    kills: false,
    participle: 'stopped',
  },
  cancel: {
    from: ['QUEUED', 'RUNNING', 'PAUSED', 'STOPPING'],
    to: 'CANCELLING',
    ends: true,
    kills: true,
    participle: 'cancelled',
  },
};

/**
 * Whether `verb` has anything to do: nothing on a session that has ended, or is where the verb leads.
 * @throws DomainError CONFLICT when the session is on another way
 */
export function applies(verb: SessionVerb, state: SessionState): boolean {
  const { from, to, participle } = sessionVerbs[verb];
  if (state === to || isTerminalSession(state)) return false;
  // To resume what is about to start is what happens anyway.
  if (verb === 'resume' && state === 'QUEUED') return false;
  if (from.includes(state)) return true;
  throw new DomainError('CONFLICT', `a session that is ${state} cannot be ${participle}`);
}
