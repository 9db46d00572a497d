import type { Effect } from '../effect.js';
import type { LayerShape, Relu } from '../layer-graph.js';
import { onlyInput, sizeOf } from './input-shape.js';

/** One FLOP for each value: the comparison. */
export function relu(_operation: Relu, inputs: readonly LayerShape[]): Effect {
  const outputShape = onlyInput('relu', inputs);
  return { outputShape, parameters: 0, flops: sizeOf(outputShape) };
}
