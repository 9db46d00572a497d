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
  if (isStatementTimeout(error)) {
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

/** Postgres gave up the statement: query_canceled. */
const isStatementTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '57014';
