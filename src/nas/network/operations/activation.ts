import type { Effect } from '../effect.js';
import type { Activation, LayerShape } from '../layer-graph.js';
import { onlyInput, sizeOf } from './input-shape.js';

/** FLOPs for each value: a comparison, an addition, a product, a quotient and an exponential count one each. */
const flopsOfValue: Readonly<Record<Activation['operation'], number>> = {
  relu: 1,
  relu6: 2,
  // x / (1 + e^-x)
  swish: 4,
  // x min(max(x + 3, 0), 6) / 6
  hardSwish: 5,
  // 1 / (1 + e^-x)
  sigmoid: 4,
  // (e^2x - 1) / (e^2x + 1)
  tanh: 5,
};

export function activation({ operation }: Activation, inputs: readonly LayerShape[]): Effect {
  const outputShape = onlyInput(operation, inputs);
  return { outputShape, parameters: 0, flops: flopsOfValue[operation] * sizeOf(outputShape) };
}
