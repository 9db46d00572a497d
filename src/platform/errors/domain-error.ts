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
  /** What the code means, whatever the request was. */
  readonly title: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
}

export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = {
  INVALID_INPUT: {
    httpStatus: 400,
    title: 'Something in the request is not as it should be',
    retryable: false,
  },
  UNAUTHENTICATED: {
    httpStatus: 401,
    title: 'A key is needed, and this is none',
    retryable: false,
  },
  FORBIDDEN: {
    httpStatus: 403,
    title: 'The key does not open this',
    retryable: false,
  },
  NOT_FOUND: {
    httpStatus: 404,
    title: 'There is no such thing in the project',
    retryable: false,
  },
  CONFLICT: {
    httpStatus: 409,
    title: 'It does not fit the state that things are in',
    retryable: false,
  },
  QUOTA_EXCEEDED: {
    httpStatus: 403,
    title: 'The project has used what it may use',
    retryable: false,
  },
  TOO_MANY_REQUESTS: {
    httpStatus: 429,
    title: 'Too many requests in too short a time',
    retryable: true,
  },
  UNAVAILABLE: {
    httpStatus: 503,
    title: 'A part of the service does not answer',
    retryable: true,
  },
  INTERNAL: {
    httpStatus: 500,
    title: 'Something went wrong on our side',
    retryable: false,
  },
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
