export type TableErrorCode =
  | 'DAMAGED_TABLE'
  | 'UNKNOWN_COLUMN'
  | 'UNKNOWN_DEVICE'
  | 'INVALID_CSV'
  | 'NO_CODEC';

/** A table that cannot be read, or does not have what is asked of it. */
export class TableError extends Error {
  override readonly name = 'TableError';

  constructor(
    readonly code: TableErrorCode,
    message: string,
    options?: ErrorOptions,
    /** Of a CSV file each thing that is wrong, up to a number that a person reads. */
    readonly problems: readonly string[] = [],
  ) {
    super(message, options);
  }
}
