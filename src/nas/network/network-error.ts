export type NetworkErrorCode =
  | 'UNKNOWN_INPUT'
  | 'DUPLICATE_ID'
  | 'INPUT_COUNT'
  | 'INPUT_SHAPE'
  | 'OUTPUT_SHAPE';

/** A layer that cannot stand where it was put. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(
    readonly code: NetworkErrorCode,
    message: string,
  ) {
    super(message);
  }
}
