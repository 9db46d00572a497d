import type { Value } from '../graph.js';
import { formatShape, type Shape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import type { Vjp } from './vjp.js';

/** The block of `shape` that begins at `starts`, one start for each axis. */
export function slice(x: Value, starts: readonly number[], shape: Shape): Value {
  checkBlock('slice', starts, shape, x.shape);
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply('slice', [x], { starts }, [{ shape, dtype: x.dtype }]).outputs[0];
}

export const sliceVjp: Vjp<'slice'> = ({ inputs: [x], attributes: { starts } }, [dy]) => [
  pad(dy, starts, x.shape),
];

/** Zeros of `shape` with `x` in them, its first element at position `before`: the adjoint of slice. */
export function pad(x: Value, before: readonly number[], shape: Shape): Value {
  checkBlock('pad', before, x.shape, shape);
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply('pad', [x], { before }, [{ shape, dtype: x.dtype }]).outputs[0];
}

export const padVjp: Vjp<'pad'> = ({ inputs: [x], attributes: { before } }, [dy]) => [
  slice(dy, before, x.shape),
];

function checkBlock(op: string, starts: readonly number[], block: Shape, whole: Shape): void {
  const inside =
    starts.length === whole.length &&
    block.length === whole.length &&
    whole.every((extent, axis) => {
      const start = starts[axis] ?? -1;
      const size = block[axis] ?? 0;
      return (
        Number.isInteger(start) && Number.isInteger(size) && start >= 0 && size > 0 && start + size <= extent
      );
    });
  if (!inside) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `${op}: a block of ${formatShape(block)} at ${formatShape(starts)} does not lie in ${formatShape(whole)}`,
    );
  }
}
