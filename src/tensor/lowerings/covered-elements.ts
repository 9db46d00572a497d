import type { PoolAttributes } from '../op-signatures.js';
import { extentOf, type Shape } from '../shape.js';

/** How many elements of the map x, not of its padding, each window of a pool covers: [oh, ow], in reading order. */
export function coveredElements(x: Shape, y: Shape, { window, strides, padding }: PoolAttributes): number[] {
  const inside = (axis: 0 | 1, position: number) => {
    const first = position * strides[axis] - padding[axis];
    return Math.min(first + window[axis], extentOf(x, axis + 2)) - Math.max(first, 0);
  };
  const [height, width] = [extentOf(y, 2), extentOf(y, 3)];
  return Array.from(
    { length: height * width },
    (_, index) => inside(0, Math.floor(index / width)) * inside(1, index % width),
  );
}
