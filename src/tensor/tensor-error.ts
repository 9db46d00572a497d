/** What went wrong, for programs; the message says it to a person and names op, names and shapes. */
export type TensorErrorCode =
  | 'SHAPE_MISMATCH'
  | 'DTYPE_MISMATCH'
  | 'INVALID_ARGUMENT'
  | 'GRAPH_MISMATCH'
  | 'DUPLICATE_NAME'
  | 'UNKNOWN_NAME'
  | 'MISSING_VALUE'
  | 'NOT_DIFFERENTIABLE'
  | 'NOT_EXPORTABLE'
  | 'COMPILE_FAILED'
  | 'RUN_FAILED'
  | 'DISPOSED'
  | 'RUNTIME_UNAVAILABLE';

/** Every error that src/tensor throws on purpose, at graph-building, compiling and running time. */
export class TensorError extends Error {
  override readonly name = 'TensorError';

  constructor(
    readonly code: TensorErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
