import type { SearchSessionEntity } from './search-session.entity.js';
import type { SessionProblem } from './session-problems.js';
import { hasResult, isUnfinished, type OpenTrial } from './session-progress.js';
import { nextStep, type SessionStep } from './session-step.js';
import type { SessionTurn } from './session-turn.js';

/** Results of a table come at once: so many make a transaction, so that others soon see them. */
const TRIALS_PER_TURN = 256;

/**
 * Lets the strategy propose: once where a worker evaluates; where the results come at once, until the turn is full or
 * the session has something else to do.
 * @returns false when the strategy has nothing left to propose
 */
export async function search(
  session: SearchSessionEntity,
  { isInline }: SessionProblem,
  turn: SessionTurn,
  first: Extract<SessionStep, { kind: 'propose' }>,
  elapsedSeconds: number,
): Promise<boolean> {
  if (!isInline) return turn.propose(first.count);
  let step: SessionStep = first;
  while (step.kind === 'propose') {
    if (!(await turn.proposeAndTell(step.count))) return false;
    if (turn.trials.length >= TRIALS_PER_TURN || turn.endsAtKeptVersion) break;
    step = nextStep(session, { ...turn.progress, elapsedSeconds });
  }
  return true;
}

/** Whether an asynchronous session has results that its strategy can be told, though others are under way. */
export function hasNews(
  { mode, state }: Pick<SearchSessionEntity, 'mode' | 'state'>,
  open: readonly OpenTrial[],
): boolean {
  return (
    mode === 'ASYNCHRONOUS' &&
    state !== 'PAUSED' &&
    open.some((trial) => trial.purpose === 'SEARCH' && hasResult(trial))
  );
}

/** Whether a session that has had its turn needs to wait for no worker before the next one. */
export function canGoOn(
  { mode }: Pick<SearchSessionEntity, 'mode'>,
  open: readonly OpenTrial[],
  stored: readonly { readonly ending: unknown }[],
): boolean {
  const waiting = open.some(isUnfinished) || stored.some(({ ending }) => ending === null);
  return !waiting || (mode === 'ASYNCHRONOUS' && stored.some(({ ending }) => ending !== null));
}
