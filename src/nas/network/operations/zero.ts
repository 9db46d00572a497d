import type { Effect } from '../effect.js';
import type { LayerShape, Zero } from '../layer-graph.js';
import { onlyInput } from './input-shape.js';

/** Zeros of any shape; nothing has to be computed. */
export function zero(_operation: Zero, inputs: readonly LayerShape[]): Effect {
  return { outputShape: onlyInput('zero', inputs), parameters: 0, flops: 0 };
}
