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
  onnxRuntime,
  relu,
  type Shape,
  sizeOf,
  softmaxCrossEntropy,
  type Tensor,
  type Value,
} from '../../src/tensor/index.js';
import type { Child } from './children.js';
import { median } from './median.js';

const WARM_UP = 3;

/** Median time of a training step with Nesterov momentum, and how long the step took to build and compile. */
export async function timeArchway(child: Child, threads: number, steps: number) {
  const { batch, channels, extent, classes } = child;
  const started = performance.now();
  const { graph, starts } = trainingStep(child);
  const executable = await onnxRuntime().compile(graph, { threads });
  const compileMs = performance.now() - started;
  executable.setVariables(starts);
  const feeds = {
    image: pattern([batch, channels, extent, extent], 1),
    labels: intTensor(
      [batch],
      Array.from({ length: batch }, (_, index) => index % classes),
    ),
    learningRate: floatTensor([], [0.05]),
  };
  const times: number[] = [];
  for (let step = 0; step < WARM_UP + steps; step += 1) {
    const before = performance.now();
    await executable.run(feeds);
    times.push(performance.now() - before);
  }
  await executable.dispose();
  return { stepMs: median(times.slice(WARM_UP)), compileMs };
}

function trainingStep({ batch, channels, extent, classes, blocks }: Child) {
  const graph = new Graph();
  const starts: Record<string, Tensor> = {};
  const parameter = (shape: Shape, start: Tensor): Value => {
    const name = `parameter${Object.keys(starts).length}`;
    starts[name] = start;
    return graph.variable(name, shape);
  };
  const weight = (shape: Shape, fanIn: number) => parameter(shape, pattern(shape, Math.sqrt(2 / fanIn)));
  const constant = (size: number, value: number) =>
    parameter([size], floatTensor([size], new Float32Array(size).fill(value)));

  let map = graph.input('image', [batch, channels, extent, extent]);
  let depth = channels;
  for (const { filters, kernel, pool } of blocks) {
    const filter = weight([filters, depth, kernel, kernel], depth * kernel * kernel);
    const { y } = batchNorm(conv2d(map, filter), constant(filters, 1), constant(filters, 0));
    map = pool ? maxPool(relu(y), { window: 2 }) : relu(y);
    depth = filters;
  }
  const logits = add(matmul(globalAveragePool(map), weight([depth, classes], depth)), constant(classes, 0));
  const loss = softmaxCrossEntropy(logits, graph.input('labels', [batch], 'int64'));
  graph.output('loss', loss);
  const variables = [...graph.variables.values()];
  const slopes = gradients(loss, variables);
  const pairs = variables.flatMap((variable, index) => {
    const gradient = slopes[index];
    return gradient ? [{ variable, gradient }] : [];
  });
  const learningRate = graph.input('learningRate', []);
  applyGradients({ kind: 'sgd', learningRate, momentum: 0.9, nesterov: true }, pairs);
  return { graph, starts };
}

/** Numbers without a pattern that matters to any kernel. */
function pattern(shape: Shape, scale: number): Tensor {
  return floatTensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => scale * Math.sin(1 + 12.9898 * index)),
  );
}
