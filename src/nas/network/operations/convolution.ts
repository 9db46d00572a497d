import type { Effect } from '../effect.js';
import type { Convolution, LayerShape } from '../layer-graph.js';
import { onlyMap, sizeOf } from './input-shape.js';
import { slide } from './slide.js';

/** Two FLOPs for each weight and output position; positions in the padding count like any other. */
export function convolution(operation: Convolution, inputs: readonly LayerShape[]): Effect {
  const [channels, ...extent] = onlyMap('convolution', inputs);
  const { filters, kernel, strides, padding } = operation;
  const outputShape = [filters, ...slide('convolution', extent, kernel, strides, padding)];
  const weightsOfFilter = channels * kernel[0] * kernel[1];
  return {
    outputShape,
    parameters: filters * weightsOfFilter,
    flops: 2 * weightsOfFilter * sizeOf(outputShape),
  };
}
