import type { Graph } from '../graph.js';
import type { ValueType } from '../op-signatures.js';
import { formatShape, sameShape } from '../shape.js';
import { checkIds, type Tensor } from '../tensor.js';
import { TensorError } from '../tensor-error.js';

/** Refuses feeds that are not exactly the graph's inputs, or hold a negative id. */
export function checkFeeds(graph: Graph, feeds: Readonly<Record<string, Tensor>>): void {
  for (const [name, input] of graph.inputs) {
    const tensor = feeds[name];
    if (!tensor) throw new TensorError('MISSING_VALUE', `run: input ${name} is not fed`);
    checkTensor(`run: input ${name}`, input, tensor);
    checkIds(`run: input ${name}`, tensor);
  }
  for (const name of Object.keys(feeds)) {
    if (!graph.inputs.has(name)) throw new TensorError('UNKNOWN_NAME', `run: the graph has no input ${name}`);
  }
}

/** Refuses a tensor of another dtype or shape. */
export function checkTensor(subject: string, expected: ValueType, { dtype, shape }: Tensor): void {
  if (dtype !== expected.dtype) {
    throw new TensorError('DTYPE_MISMATCH', `${subject} is ${expected.dtype}, got ${dtype}`);
  }
  if (!sameShape(shape, expected.shape)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `${subject} has shape ${formatShape(expected.shape)}, got ${formatShape(shape)}`,
    );
  }
}
