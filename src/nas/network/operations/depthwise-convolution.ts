import type { Effect } from '../effect.js';
import type { DepthwiseConvolution, LayerShape } from '../layer-graph.js';
import { onlyMap, sizeOf } from './input-shape.js';
import { slide } from './slide.js';

/** Two FLOPs for each weight and output position; positions in the padding count like any other. */
export function depthwiseConvolution(
  { multiplier, kernel, strides, padding }: DepthwiseConvolution,
  inputs: readonly LayerShape[],
): Effect {
  const [channels, ...extent] = onlyMap('depthwiseConvolution', inputs);
  const filters = channels * multiplier;
  const outputShape = [filters, ...slide('depthwiseConvolution', extent, kernel, strides, padding)];
  const weightsOfFilter = kernel[0] * kernel[1];
  return {
    outputShape,
    parameters: filters * weightsOfFilter,
    flops: 2 * weightsOfFilter * sizeOf(outputShape),
  };
}
