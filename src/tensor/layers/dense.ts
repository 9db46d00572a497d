import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { matmul } from '../ops/matmul.js';
import { reshape } from '../ops/reshape.js';
import { formatShape, sizeOf } from '../shape.js';
import { TensorError } from '../tensor-error.js';

export interface Projection {
  /** [inputs, outputs]: PyTorch's weight transposed. */
  readonly kernel: Value;
  /** [outputs]. */
  readonly bias: Value;
}

/** A dense layer, x kernel + bias along the last axis: x [..., inputs] -> [..., outputs]. */
export function dense(x: Value, { kernel, bias }: Projection): Value {
  const [inputs = 0, outputs = 0] = kernel.shape;
  if (x.shape.length === 0 || x.shape.at(-1) !== inputs) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `dense: the last axis of ${formatShape(x.shape)} is not the first of the kernel ${formatShape(kernel.shape)}`,
    );
  }
  const before = x.shape.slice(0, -1);
  const y = add(matmul(reshape(x, [sizeOf(before), inputs]), kernel), bias);
  return reshape(y, [...before, outputs]);
}
