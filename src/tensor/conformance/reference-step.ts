import {
  add,
  applyGradients,
  batchNorm,
  conv2d,
  floatTensor,
  Graph,
  globalAveragePool,
  gradients,
  intTensor,
  matmul,
  maxPool,
  relu,
  reshape,
  softmaxCrossEntropy,
  type Tensor,
  type Value,
} from '../index.js';
import type { Executable, Runtime } from '../runtime.js';
import { golden, tensorOf } from './golden.js';

const { training } = golden;
export const feeds: Record<string, Tensor> = {
  x: tensorOf(training.x),
  labels: intTensor([training.labels.length], training.labels),
  rate: floatTensor([], [0.05]),
};
export const start = Object.fromEntries(
  Object.entries(training.start).map(([name, tensor]) => [name, tensorOf(tensor)]),
);

/** One Nesterov step of the network that make-golden.py trains. */
export function stepGraph(): Graph {
  const graph = new Graph();
  const x = graph.input('x', training.x.shape);
  const labels = graph.input('labels', [training.labels.length], 'int64');
  const learningRate = graph.input('rate', []);
  const variables = Object.entries(training.start).map(([name, { shape }]) => graph.variable(name, shape));
  const [filter1, scale1, offset1, filter2, scale2, offset2, kernel, bias] = variables as [
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  const first = relu(batchNorm(conv2d(x, filter1), scale1, offset1, { epsilon: 1e-5 }).y);
  const map = conv2d(maxPool(first, { window: 2, strides: 2 }), filter2);
  const features = globalAveragePool(relu(batchNorm(map, scale2, offset2, { epsilon: 1e-5 }).y));
  const logits = add(matmul(reshape(features, [training.x.shape[0] ?? 0, 8]), kernel), bias);
  const loss = softmaxCrossEntropy(logits, labels, { labelSmoothing: 0.1 });
  graph.output('loss', loss);
  const slopes = gradients(loss, variables);
  applyGradients(
    { kind: 'sgd', learningRate, momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
    variables.flatMap((variable, index) => {
      const gradient = slopes[index];
      return gradient ? [{ variable, gradient }] : [];
    }),
  );
  return graph;
}

/** The step with the weights that PyTorch started from. */
export async function started(runtime: Runtime): Promise<Executable> {
  const executable = await runtime.compile(stepGraph(), { threads: 1 });
  executable.setVariables(start);
  return executable;
}

/** The loss before each of the next `steps` steps. */
export async function losses(executable: Executable, steps: number): Promise<number[]> {
  const seen: number[] = [];
  for (let step = 0; step < steps; step += 1) seen.push(Number((await executable.run(feeds)).loss?.data[0]));
  return seen;
}
