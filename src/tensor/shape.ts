import { TensorError } from './tensor-error.js';

/** Extent of each axis, outermost first; [] is a scalar. Images are NCHW. */
export type Shape = readonly number[];

/** Number of elements. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** `[2, 3]`, as error messages print it. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

/** Refuses extents that are not positive integers. */
export function checkShape(subject: string, shape: Shape): void {
  if (!shape.every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new TensorError(
      'INVALID_ARGUMENT',
      `${subject}: shape ${formatShape(shape)} must have positive integer extents`,
    );
  }
}

/**
 * The common shape of two operands by NumPy's rule: aligned at the last axis, extents are equal or one
 * of them is 1 (or absent). Throws SHAPE_MISMATCH that names `op` and both shapes.
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new TensorError(
        'SHAPE_MISMATCH',
        `${op}: shapes ${formatShape(a)} and ${formatShape(b)} do not broadcast`,
      );
    }
    return left === 1 ? right : left;
  });
}

/** Axis in 0..rank-1; a negative one counts from the end. */
export function resolveAxis(op: string, shape: Shape, axis: number): number {
  const resolved = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(axis) || resolved < 0 || resolved >= shape.length) {
    throw new TensorError('INVALID_ARGUMENT', `${op}: axis ${axis} is outside shape ${formatShape(shape)}`);
  }
  return resolved;
}

/** Extent of an axis that the shape rule has already proved to be there. */
export function extentOf(shape: Shape, axis: number): number {
  const extent = shape[axis];
  if (extent === undefined) {
    throw new TensorError('INVALID_ARGUMENT', `axis ${axis} is outside shape ${formatShape(shape)}`);
  }
  return extent;
}
