import type { Effect } from '../effect.js';
import type { Concat, LayerShape } from '../layer-graph.js';
import { NetworkError } from '../network-error.js';
import { onlyMap } from './input-shape.js';

/** Moves numbers and computes none. */
export function concat(_operation: Concat, inputs: readonly LayerShape[]): Effect {
  const maps = inputs.map((shape) => onlyMap('concat', [shape]));
  const [first] = maps;
  if (!first) throw new NetworkError('INPUT_COUNT', 'concat takes at least 1 input');
  const [, height, width] = first;
  const other = maps.find((map) => map[1] !== height || map[2] !== width);
  if (other) {
    throw new NetworkError(
      'INPUT_SHAPE',
      `concat takes maps of one height and width, not ${height} x ${width} and ${other[1]} x ${other[2]}`,
    );
  }
  const channels = maps.reduce((sum, map) => sum + map[0], 0);
  return { outputShape: [channels, height, width], parameters: 0, flops: 0 };
}
