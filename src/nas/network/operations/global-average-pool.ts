import type { Effect } from '../effect.js';
import type { GlobalAveragePool, LayerShape } from '../layer-graph.js';
import { onlyMap, sizeOf } from './input-shape.js';

/** One FLOP for each value that goes in: n - 1 additions and one division make a mean of n. */
export function globalAveragePool(_operation: GlobalAveragePool, inputs: readonly LayerShape[]): Effect {
  const shape = onlyMap('globalAveragePool', inputs);
  return { outputShape: [shape[0]], parameters: 0, flops: sizeOf(shape) };
}
