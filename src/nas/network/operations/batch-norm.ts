import type { Effect } from '../effect.js';
import type { BatchNorm, LayerShape } from '../layer-graph.js';
import { onlyMap, sizeOf } from './input-shape.js';

/**
 * Gamma and beta for each channel; the running statistics are not trained and do not count. Two FLOPs for each
 * value: at inference the statistics fold into one scale and one shift.
 */
export function batchNorm(_operation: BatchNorm, inputs: readonly LayerShape[]): Effect {
  const outputShape = onlyMap('batchNorm', inputs);
  return { outputShape, parameters: 2 * outputShape[0], flops: 2 * sizeOf(outputShape) };
}
