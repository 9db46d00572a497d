import type { Graph } from '../graph.js';
import type { Tensor } from '../tensor.js';
import { TensorError } from '../tensor-error.js';

/** Stands for the signature until the plain lowering lands. */
export function exportOnnx(_graph: Graph, _variables: Readonly<Record<string, Tensor>>): Uint8Array {
  throw new TensorError('NOT_EXPORTABLE', 'exportOnnx: not lowered yet');
}
