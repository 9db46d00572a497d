import type { Effect } from '../effect.js';
import type { LayerShape, ZeroPad } from '../layer-graph.js';
import { NetworkError } from '../network-error.js';
import { onlyMap } from './input-shape.js';

/** Moves numbers and computes none. */
export function zeroPad({ height, width }: ZeroPad, inputs: readonly LayerShape[]): Effect {
  const map = onlyMap('zeroPad', inputs);
  if (map[1] > height || map[2] > width) {
    throw new NetworkError(
      'INPUT_SHAPE',
      `zeroPad to ${height} x ${width} takes no larger map, such as ${map[1]} x ${map[2]}`,
    );
  }
  return { outputShape: [map[0], height, width], parameters: 0, flops: 0 };
}
