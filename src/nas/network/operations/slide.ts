import { NetworkError } from '../network-error.js';

type Pair = readonly [number, number];

/** Positions that a window takes on a map, by axis. */
export function slide(
  operation: string,
  extent: Pair,
  window: Pair,
  strides: Pair,
  padding: 'same' | 'valid',
): Pair {
  const positions = ([0, 1] as const).map((axis) =>
    padding === 'same'
      ? Math.ceil(extent[axis] / strides[axis])
      : Math.floor((extent[axis] - window[axis]) / strides[axis]) + 1,
  );
  const [rows = 0, columns = 0] = positions;
  if (rows > 0 && columns > 0) return [rows, columns];
  throw new NetworkError(
    'INPUT_SHAPE',
    `${operation} with a window of ${window.join(' x ')} and padding ${padding} does not fit a map of ${extent.join(' x ')}`,
  );
}
