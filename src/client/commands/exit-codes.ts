/** What a pipeline can branch on. The guide lists them; 1 is everything that is not here. */
export const exitCodes = {
  DONE: 0,
  UNEXPECTED: 1,
  INVALID_INPUT: 2,
  UNREACHABLE: 3,
  DENIED: 4,
  NOT_FOUND: 5,
  SEARCH_FAILED: 10,
  SEARCH_CANCELLED: 11,
  TIMED_OUT: 12,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byErrorCode: Readonly<Record<string, ExitCode>> = {
  INVALID_INPUT: exitCodes.INVALID_INPUT,
  CONFLICT: exitCodes.INVALID_INPUT,
  UNREACHABLE: exitCodes.UNREACHABLE,
  UNAVAILABLE: exitCodes.UNREACHABLE,
  TOO_MANY_REQUESTS: exitCodes.UNREACHABLE,
  UNAUTHENTICATED: exitCodes.DENIED,
  FORBIDDEN: exitCodes.DENIED,
  QUOTA_EXCEEDED: exitCodes.DENIED,
  NOT_FOUND: exitCodes.NOT_FOUND,
  TIMED_OUT: exitCodes.TIMED_OUT,
};

/** For an error with a code of the server's or of the client's. */
export const exitCodeOf = (errorCode: string): ExitCode => byErrorCode[errorCode] ?? exitCodes.UNEXPECTED;

/** For the state in which a search ended. */
export function exitCodeOfState(state: string): ExitCode {
  if (state === 'SUCCEEDED') return exitCodes.DONE;
  return state === 'CANCELLED' ? exitCodes.SEARCH_CANCELLED : exitCodes.SEARCH_FAILED;
}
