import type { LayerGraph } from '../../nas/network/index.js';
import { batchNormInference, Graph } from '../../tensor/index.js';
import type { Recipe } from '../recipe.js';
import { type BatchNormRule, forward } from './forward.js';
import { IMAGE, LOGITS } from './names.js';

/** From `image`, float32 [batch, channels, height, width] and normalised, to `logits`, [batch, classes]. */
export function evaluationGraph(network: LayerGraph, recipe: Recipe, batch: number): Graph {
  const { channels, height, width } = network.input;
  const graph = new Graph();
  const image = graph.input(IMAGE, [batch, channels, height, width]);
  graph.output(LOGITS, forward(graph, network, image, runningStatistics(recipe)).logits);
  return graph;
}

/** Batch norm by the statistics that were gathered while training. */
export const runningStatistics =
  ({ batchNormEpsilon }: Recipe): BatchNormRule =>
  (map, variables) =>
    batchNormInference(
      map,
      {
        scale: variables('scale'),
        offset: variables('offset'),
        mean: variables('runningMean'),
        variance: variables('runningVariance'),
      },
      { epsilon: batchNormEpsilon },
    );
