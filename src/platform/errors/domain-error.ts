/** Every way in which the product says no. Adding one without a row in `errorTable` does not compile. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'QUOTA_EXCEEDED'
  | 'TOO_MANY_REQUESTS'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export interface ErrorRow {
  readonly httpStatus: number;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
}

export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  INVALID_INPUT: { httpStatus: 400, retryable: false },
  UNAUTHENTICATED: { httpStatus: 401, retryable: false },
  FORBIDDEN: { httpStatus: 403, retryable: false },
  NOT_FOUND: { httpStatus: 404, retryable: false },
  CONFLICT: { httpStatus: 409, retryable: false },
  QUOTA_EXCEEDED: { httpStatus: 403, retryable: false },
  TOO_MANY_REQUESTS: { httpStatus: 429, retryable: true },
  UNAVAILABLE: { httpStatus: 503, retryable: true },
  INTERNAL: { httpStatus: 500, retryable: false },
};

/** One thing that is wrong with an input, at a path such as `space.filters[2]`. */
export interface InputProblem {
  readonly field: string;
  readonly message: string;
}

/** An outcome that the product expects and a client may read: its message is written for the client. */
export class DomainError extends Error {
  override readonly name = 'DomainError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly problems: readonly InputProblem[] = [],
  ) {
    super(message);
  }
}
