export type EmbeddedPostgresErrorCode =
  | 'NO_BINARIES'
  | 'VERSION_MISMATCH'
  | 'INITDB_FAILED'
  | 'START_FAILED'
  | 'FOLDER_NOT_USABLE';

/** Why the embedded Postgres cannot run here; the message says what would be right. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';

  constructor(
    readonly code: EmbeddedPostgresErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
