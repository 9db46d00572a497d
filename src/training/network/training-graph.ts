import type { LayerGraph } from '../../nas/network/index.js';
import {
  add,
  applyGradients,
  batchNorm,
  clipByGlobalNorm,
  Graph,
  gradients,
  mul,
  type Optimizer,
  sizeOf,
  softmaxCrossEntropy,
  type Value,
} from '../../tensor/index.js';
import type { Recipe } from '../recipe.js';
import { type BatchNormRule, forward } from './forward.js';
import { IMAGE, LABELS, LEARNING_RATE, LOSS } from './names.js';
import { isDecayed, isTrained } from './parameters.js';

/**
 * One step of gradient descent on the batch `image`, float32 [batch, channels, height, width] and normalised, with
 * the classes `labels`, int64 [batch], and the step size `learningRate`, a scalar. Gives `loss`: the mean
 * cross-entropy before the step, in nats.
 */
export function trainingGraph(network: LayerGraph, recipe: Recipe): Graph {
  const { channels, height, width } = network.input;
  const graph = new Graph();
  const image = graph.input(IMAGE, [recipe.batchSize, channels, height, width]);
  const labels = graph.input(LABELS, [recipe.batchSize], 'int64');
  const learningRate = graph.input(LEARNING_RATE, []);
  const { logits, parameters } = forward(graph, network, image, batchStatistics(recipe));
  const loss = softmaxCrossEntropy(logits, labels, { labelSmoothing: recipe.labelSmoothing });
  graph.output(LOSS, loss);

  const trained = parameters.filter(({ parameter }) => isTrained(parameter));
  const slopes = gradients(
    loss,
    trained.map(({ variable }) => variable),
  );
  const { clipNorm } = recipe;
  const used = clipNorm === undefined ? slopes : clipByGlobalNorm(slopes, clipNorm).gradients;
  const pairs = trained.flatMap(({ parameter, variable }, index) => {
    const gradient = used[index];
    return gradient === undefined ? [] : [{ variable, gradient, isDecayed: isDecayed(parameter) }];
  });
  applyGradients(optimizerOf(recipe, learningRate), pairs);
  return graph;
}

function optimizerOf(recipe: Recipe, learningRate: Value): Optimizer {
  const { optimizer, momentum, beta2, weightDecay } = recipe;
  switch (optimizer) {
    case 'sgd':
    case 'nesterov':
      return { kind: 'sgd', learningRate, momentum, nesterov: optimizer === 'nesterov', weightDecay };
    case 'adam':
    case 'adamW':
      return { kind: optimizer, learningRate, beta1: momentum, beta2, weightDecay };
  }
}

/** Batch norm by the batch's own statistics, which move the running ones. */
const batchStatistics =
  ({ batchNormEpsilon, batchNormMomentum }: Recipe): BatchNormRule =>
  (map, variables) => {
    const { y, mean, variance } = batchNorm(map, variables('scale'), variables('offset'), {
      epsilon: batchNormEpsilon,
    });
    const values = sizeOf(map.shape) / sizeOf(mean.shape);
    // The running variance estimates that of all images, so it is kept without bias, as Ioffe & Szegedy do.
    const unbiased = mul(variance, values / Math.max(values - 1, 1));
    moveTowards(variables('runningMean'), mean, batchNormMomentum);
    moveTowards(variables('runningVariance'), unbiased, batchNormMomentum);
    return y;
  };

function moveTowards(running: Value, latest: Value, momentum: number): void {
  running.graph.assign(running, add(mul(running, momentum), mul(latest, 1 - momentum)));
}
