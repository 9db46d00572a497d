/** One thing that the server found wrong, at a path of the input such as `space.filters[2]`. */
export interface Problem {
  readonly field: string | null;
  readonly message: string;
}

/**
 * Why a request came to nothing; the message is for the person who made it. `code` is the server's own, such as
 * INVALID_INPUT, UNAUTHENTICATED or NOT_FOUND, or UNREACHABLE where no server answered.
 */
export class ArchwayError extends Error {
  override readonly name = 'ArchwayError';

  constructor(
    readonly code: string,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}

export interface Refusal extends Problem {
  readonly code: string;
}

/** @throws ArchwayError that lists every refusal with its field */
export function refuseUserErrors(errors: readonly Refusal[]): void {
  const [first] = errors;
  if (!first) return;
  const lines = errors.map(({ field, message }) => (field ? `  ${field}: ${message}` : `  ${message}`));
  throw new ArchwayError(first.code, `The server refused the input:\n${lines.join('\n')}`, errors);
}
