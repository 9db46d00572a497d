import type { Value } from '../graph.js';
import type { Pair, PoolAttributes } from '../op-signatures.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { type PaddingOption, type PairOption, resolvePadding, slidePositions, toPair } from './window.js';

export interface PoolOptions {
  readonly window: PairOption;
  /** Default: the window, so that windows do not overlap. */
  readonly strides?: PairOption;
  /** Default `valid`. Padding is never counted: neither as a maximum nor in an average. */
  readonly padding?: PaddingOption;
}

/** Shape rule that the pools share: [n, c, h, w] -> [n, c, oh, ow]. */
export function pool(kind: 'maxPool' | 'averagePool', x: Value, options: PoolOptions): Value {
  requireDType(kind, x, 'float32');
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const size = toPair(kind, 'window', options.window);
  const strides = toPair(kind, 'strides', options.strides ?? options.window);
  const sliding = { size, strides, dilations: [1, 1] as const };
  const padding = resolvePadding(kind, options.padding ?? 'valid', [height, width], sliding);
  const positions = slidePositions([height, width], padding, sliding);
  if (x.shape.length !== 4 || positions.some((count) => count < 1) || !paddingFits(size, padding)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `${kind}: window ${formatShape(size)} with padding ${formatShape(padding)} does not fit input ${formatShape(x.shape)}, which must be [n, c, h, w]`,
    );
  }
  const attributes: PoolAttributes = { window: size, strides, padding };
  const shape = [batch, channels, ...positions];
  return x.graph.apply(kind, [x], attributes, [{ shape, dtype: 'float32' }]).outputs[0];
}

/** Every window must see at least one element of the map. */
function paddingFits([height, width]: Pair, [top, left, bottom, right]: PoolAttributes['padding']): boolean {
  return Math.max(top, bottom) < height && Math.max(left, right) < width;
}
