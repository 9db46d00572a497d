import { describe, expect, it } from 'vitest';
import {
  batchNormInference,
  conv2d,
  exportOnnx,
  floatTensor,
  Graph,
  globalAveragePool,
  loadOnnx,
  matmul,
  maxPool,
  onnxRuntime,
  relu,
  reshape,
  type Shape,
  type Tensor,
} from '../index.js';

const filled = (shape: Shape, seed: number): Tensor => {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return floatTensor(
    shape,
    Array.from({ length: size }, (_, index) => Math.sin(seed + 1.3 * index)),
  );
};

const variables = {
  filter: filled([4, 2, 3, 3], 1),
  scale: filled([4], 2),
  offset: filled([4], 3),
  mean: filled([4], 4),
  variance: floatTensor([4], [0.5, 1, 1.5, 2]),
  kernel: filled([4, 3], 5),
};

function network(batch: number): Graph {
  const graph = new Graph();
  const [filter, kernel] = [graph.variable('filter', [4, 2, 3, 3]), graph.variable('kernel', [4, 3])];
  const statistics = {
    scale: graph.variable('scale', [4]),
    offset: graph.variable('offset', [4]),
    mean: graph.variable('mean', [4]),
    variance: graph.variable('variance', [4]),
  };
  const map = conv2d(graph.input('image', [batch, 2, 6, 6]), filter);
  const features = maxPool(relu(batchNormInference(map, statistics, { epsilon: 1e-5 })), {
    window: 2,
    strides: 2,
  });
  graph.output('logits', matmul(reshape(globalAveragePool(features), [batch, 4]), kernel));
  return graph;
}

describe('exportOnnx', () => {
  it.each([1, 5])('gives a file that computes what the graph computes, for a batch of %i', async (batch) => {
    const image = filled([batch, 2, 6, 6], 9);
    const executable = await onnxRuntime().compile(network(batch), { threads: 1 });
    executable.setVariables(variables);
    const { logits: expected } = await executable.run({ image });
    const model = await loadOnnx(exportOnnx(network(1), variables));
    const { logits } = await model.run({ image });
    expect(logits?.shape).toEqual([batch, 3]);
    for (const [index, value] of (expected?.data ?? []).entries()) {
      expect(Number(logits?.data[index])).toBeCloseTo(Number(value), 5);
    }
    await executable.dispose();
    await model.dispose();
  });

  it('asks for every variable, in its shape', () => {
    const { kernel: _kernel, ...some } = variables;
    expect(() => exportOnnx(network(1), some)).toThrow(/kernel has no value/);
    expect(() => exportOnnx(network(1), { ...variables, kernel: filled([3, 4], 1) })).toThrow(
      /\[4, 3\].*\[3, 4\]/,
    );
  });

  it('writes the same bytes for the same network', () => {
    expect(exportOnnx(network(1), variables)).toEqual(exportOnnx(network(1), variables));
  });
});

describe('loadOnnx', () => {
  it('refuses a file that is none, and feeds that do not fit', async () => {
    await expect(loadOnnx(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: 'COMPILE_FAILED' });
    const model = await loadOnnx(exportOnnx(network(1), variables));
    await expect(model.run({ image: filled([1, 1, 6, 6], 1) })).rejects.toMatchObject({ code: 'RUN_FAILED' });
    await model.dispose();
  });
});
