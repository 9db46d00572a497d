export type DataSetErrorCode = 'FILE_MISSING' | 'FILE_INVALID' | 'TOO_SMALL';

/** Examples that cannot be had. The message names the file, and says what was expected of it. */
export class DataSetError extends Error {
  override readonly name = 'DataSetError';

  constructor(
    readonly code: DataSetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
