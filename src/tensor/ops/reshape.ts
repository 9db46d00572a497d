import type { Value } from '../graph.js';
import { checkShape, formatShape, type Shape, sameShape, sizeOf } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import type { Vjp } from './vjp.js';

/** The same numbers in the same order under another shape of the same size. */
export function reshape(x: Value, shape: Shape): Value {
  checkShape('reshape', shape);
  if (sizeOf(shape) !== sizeOf(x.shape)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `reshape: ${formatShape(x.shape)} has ${sizeOf(x.shape)} elements, ${formatShape(shape)} has ${sizeOf(shape)}`,
    );
  }
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply('reshape', [x], {}, [{ shape, dtype: x.dtype }]).outputs[0];
}

export const reshapeVjp: Vjp<'reshape'> = ({ inputs: [x] }, [dy]) => [reshape(dy, x.shape)];
