import type { LayerGraph } from '../../nas/network/index.js';
import { constant, div, floatTensor, Graph, sub } from '../../tensor/index.js';
import type { Normalisation } from '../data-sets/normalisation.js';
import { runningStatistics } from '../network/evaluation-graph.js';
import { forward } from '../network/forward.js';
import { IMAGE, LOGITS } from '../network/names.js';
import type { Recipe } from '../recipe.js';

/** What is handed out: from `image`, float32 raw pixels [batch, channels, height, width], to `logits`. */
export function inferenceGraph(
  network: LayerGraph,
  recipe: Recipe,
  { mean, std }: Normalisation,
  batch: number,
): Graph {
  const { channels, height, width } = network.input;
  const graph = new Graph();
  const image = graph.input(IMAGE, [batch, channels, height, width]);
  const perChannel = (values: readonly number[]) => constant(graph, floatTensor([channels, 1, 1], values));
  const normalised = div(sub(image, perChannel(mean)), perChannel(std));
  graph.output(LOGITS, forward(graph, network, normalised, runningStatistics(recipe)).logits);
  return graph;
}
