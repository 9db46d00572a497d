import type { Value } from '../graph.js';
import { extentOf, formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import type { Vjp } from './vjp.js';

/** Axis i of the result is axis `permutation[i]` of `x` (default: axes in reverse). */
export function transpose(
  x: Value,
  permutation: readonly number[] = x.shape.map((_, axis) => x.shape.length - 1 - axis),
): Value {
  const sorted = [...permutation].sort((a, b) => a - b);
  if (sorted.length !== x.shape.length || sorted.some((axis, index) => axis !== index)) {
    throw new TensorError(
      'INVALID_ARGUMENT',
      `transpose: ${formatShape(permutation)} is no permutation of the axes of ${formatShape(x.shape)}`,
    );
  }
  const shape = permutation.map((axis) => extentOf(x.shape, axis));
  return x.graph.apply('transpose', [x], { permutation }, [{ shape, dtype: x.dtype }]).outputs[0];
}

export const transposeVjp: Vjp<'transpose'> = ({ attributes: { permutation } }, [dy]) => [
  transpose(
    dy,
    permutation.map((_, axis) => permutation.indexOf(axis)),
  ),
];
