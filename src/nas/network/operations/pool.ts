import type { Effect } from '../effect.js';
import type { AveragePool, LayerShape, MaxPool } from '../layer-graph.js';
import { onlyMap, sizeOf } from './input-shape.js';
import { slide } from './slide.js';

/** One FLOP for each element of each window: a comparison or an addition. */
export function pool(
  { operation, window, strides, padding }: MaxPool | AveragePool,
  inputs: readonly LayerShape[],
): Effect {
  const [channels, ...extent] = onlyMap(operation, inputs);
  const outputShape = [channels, ...slide(operation, extent, window, strides, padding)];
  return { outputShape, parameters: 0, flops: window[0] * window[1] * sizeOf(outputShape) };
}
