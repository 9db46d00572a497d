export type NetworkErrorCode =
  | 'UNKNOWN_INPUT'
  | 'DUPLICATE_ID'
  | 'INPUT_COUNT'
  | 'INPUT_SHAPE'
  | 'OUTPUT_SHAPE'
  | 'NOT_TRAINABLE';

/** A layer that cannot stand where it was put, or a network that cannot be laid out. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';

  constructor(
    readonly code: NetworkErrorCode,
    message: string,
  ) {
    super(message);
  }
}
