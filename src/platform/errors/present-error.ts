import { DomainError, type ErrorCode, type InputProblem } from './domain-error.js';

/** What a client may see of an error: never a stack, a query or a library's sentence. */
export interface PresentedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly errorId: string;
  readonly problems: readonly InputProblem[];
}

/** Masks `error`; the log line with the same `errorId` has the rest. */
export function presentError(error: unknown, errorId: string): PresentedError {
  if (error instanceof DomainError) {
    return { code: error.code, message: error.message, errorId, problems: error.problems };
  }
  if (hasState(error, UNSTORABLE_TEXT)) {
    const message = 'a text has a character that no text of ours can have, such as NUL';
    return { code: 'INVALID_INPUT', message, errorId, problems: [] };
  }
  if (hasState(error, QUERY_CANCELED)) {
    const message = 'the database took too long: ask for less, or again later';
    return { code: 'UNAVAILABLE', message, errorId, problems: [] };
  }
  return {
    code: 'INTERNAL',
    message: `Something went wrong on our side; the log has it under ${errorId}`,
    errorId,
    problems: [],
  };
}

/** Of Postgres: it gave up the statement. */
const QUERY_CANCELED = ['57014'];

/** It was given NUL, or half of a character, as a text or within JSON. */
const UNSTORABLE_TEXT = ['22021', '22P05'];

const hasState = (error: unknown, states: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && states.includes(String(error.code));
