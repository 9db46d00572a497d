export type StrategyErrorCode =
  | 'INVALID_OBSERVATIONS'
  | 'INVALID_OPTIONS'
  | 'FOREIGN_SNAPSHOT'
  | 'NEWER_SNAPSHOT'
  | 'DAMAGED_SNAPSHOT';

/** A call that a strategy refuses; it stays as it was. */
export class StrategyError extends Error {
  override readonly name = 'StrategyError';

  constructor(
    readonly code: StrategyErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
