import type { Padding, Pair } from '../op-signatures.js';
import { TensorError } from '../tensor-error.js';

/** One number for both axes, or [height, width]. */
export type PairOption = number | Pair;
/**
 * `valid`: none. `same`: as much as makes the result ceil(extent / stride), the odd row or column at the
 * bottom and right. Or rows and columns [top, left, bottom, right].
 */
export type PaddingOption = 'same' | 'valid' | Padding;

export interface Window {
  readonly size: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

export function toPair(op: string, name: string, option: PairOption): Pair {
  const pair: Pair = typeof option === 'number' ? [option, option] : option;
  if (!pair.every((extent) => Number.isInteger(extent) && extent > 0)) {
    throw new TensorError('INVALID_ARGUMENT', `${op}: ${name} ${pair.join(' x ')} must be positive integers`);
  }
  return pair;
}

/** Padding in rows and columns for windows that slide over a map of `extent`. */
export function resolvePadding(op: string, option: PaddingOption, extent: Pair, window: Window): Padding {
  if (option === 'valid') return [0, 0, 0, 0];
  if (option === 'same') {
    const [top, bottom] = samePadding(extent[0], span(window, 0), window.strides[0]);
    const [left, right] = samePadding(extent[1], span(window, 1), window.strides[1]);
    return [top, left, bottom, right];
  }
  if (!option.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new TensorError('INVALID_ARGUMENT', `${op}: padding ${option.join(', ')} must not be negative`);
  }
  return option;
}

/** Positions that a window takes on the padded map, by axis; below 1 where it does not fit. */
export function slidePositions(extent: Pair, padding: Padding, window: Window): Pair {
  const [top, left, bottom, right] = padding;
  return [
    Math.floor((extent[0] + top + bottom - span(window, 0)) / window.strides[0]) + 1,
    Math.floor((extent[1] + left + right - span(window, 1)) / window.strides[1]) + 1,
  ];
}

/** Rows (axis 0) or columns (axis 1) that a dilated window covers. */
function span({ size, dilations }: Window, axis: 0 | 1): number {
  return (size[axis] - 1) * dilations[axis] + 1;
}

function samePadding(extent: number, covered: number, stride: number): Pair {
  const total = Math.max((Math.ceil(extent / stride) - 1) * stride + covered - extent, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}
