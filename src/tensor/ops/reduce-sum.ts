import type { Value } from '../graph.js';
import type { ReduceAttributes } from '../op-signatures.js';
import { checkShape, formatShape, resolveAxis, type Shape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { reshape } from './reshape.js';
import type { Vjp } from './vjp.js';

export interface ReduceOptions {
  /** Keeps each reduced axis with extent 1. Default: it goes. */
  readonly keepDims?: boolean;
}

/** Sum over `axes` (default: all). */
export function reduceSum(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduce('reduceSum', x, axes, options);
}

export const reduceSumVjp: Vjp<'reduceSum'> = ({ inputs: [x], attributes }, [dy]) => [
  broadcastTo(keepReducedAxes(dy, x.shape, attributes), x.shape),
];

/** `x` repeated along axes of extent 1 and new outer axes until it has `shape`. */
export function broadcastTo(x: Value, shape: Shape): Value {
  checkShape('broadcastTo', shape);
  const missing = shape.length - x.shape.length;
  if (missing < 0 || x.shape.some((extent, axis) => extent !== 1 && extent !== shape[axis + missing])) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `broadcastTo: ${formatShape(x.shape)} does not broadcast to ${formatShape(shape)}`,
    );
  }
  if (sameShape(x.shape, shape)) return x;
  return x.graph.apply('broadcastTo', [x], {}, [{ shape, dtype: x.dtype }]).outputs[0];
}

export const broadcastToVjp: Vjp<'broadcastTo'> = ({ inputs: [x] }, [dy]) => [sumTo(dy, x.shape)];

/** The adjoint of broadcasting: sums over the axes along which `shape` was repeated. */
export function sumTo(x: Value, shape: Shape): Value {
  const missing = x.shape.length - shape.length;
  const repeated = x.shape.flatMap((extent, axis) => {
    const original = axis < missing ? undefined : shape[axis - missing];
    return extent !== original ? [axis] : [];
  });
  if (repeated.length === 0) return x;
  return reshape(reduceSum(x, repeated), shape);
}

/** Shape rule that all reductions share. */
export function reduce(
  kind: 'reduceSum' | 'reduceMean',
  x: Value,
  axes: readonly number[] = x.shape.map((_, axis) => axis),
  { keepDims = false }: ReduceOptions,
): Value {
  requireDType(kind, x, 'float32');
  const reduced = [...new Set(axes.map((axis) => resolveAxis(kind, x.shape, axis)))].sort((a, b) => a - b);
  if (reduced.length === 0) return x;
  const shape = x.shape.flatMap((extent, axis) => (!reduced.includes(axis) ? [extent] : keepDims ? [1] : []));
  return x.graph.apply(kind, [x], { axes: reduced, keepDims }, [{ shape, dtype: 'float32' }]).outputs[0];
}

/** The gradient of a reduction with its reduced axes put back, so that it broadcasts against the operand. */
export function keepReducedAxes(dy: Value, shape: Shape, { axes }: ReduceAttributes): Value {
  return reshape(
    dy,
    shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)),
  );
}
