import type { Effect } from '../effect.js';
import type { Dense, LayerShape } from '../layer-graph.js';
import { onlyVector } from './input-shape.js';

/** Weights and bias. Two FLOPs for each weight: the bias is where the sum starts. */
export function dense({ units }: Dense, inputs: readonly LayerShape[]): Effect {
  const length = onlyVector('dense', inputs);
  return { outputShape: [units], parameters: units * (length + 1), flops: 2 * length * units };
}
