import { describe, expect, it } from 'vitest';
import {
  argMax,
  bernoulli,
  constant,
  dropout,
  equal,
  floatTensor,
  Graph,
  gather,
  greater,
  gumbelMax,
  intTensor,
  oneHot,
  softmaxCrossEntropy,
  stopGradient,
  type Tensor,
  type Value,
} from '../index.js';
import { runtimes } from './runtimes.js';

const x = floatTensor([2, 3], [0.1, 0.7, 0.2, 0.9, -1, 0.9]);

const noiseFor = ({ graph, shape }: Value): Value =>
  constant(graph, floatTensor(shape, [0, 0.75, 0.5, 0.625, 0.125, 0.25]));

const cases: Readonly<Record<string, { build: (x: Value) => Value; gives: number[] }>> = {
  'argMax takes the first of equals': { build: (value) => argMax(value, 1), gives: [1, 0] },
  'greater is 1 or 0': { build: (value) => greater(value, 0.2), gives: [0, 1, 0, 1, 0, 1] },
  'equal is 1 or 0': { build: (value) => equal(value, -1), gives: [0, 0, 0, 0, 1, 0] },
  'oneHot marks the id': { build: (value) => oneHot(argMax(value, 1), 3), gives: [0, 1, 0, 1, 0, 0] },
  'dropout keeps what noise spares, and makes up for the rest': {
    build: (value) => dropout(value, noiseFor(value), 0.5),
    gives: [0.2, 0, 0, 0, -2, 1.8],
  },
  'dropout at rate 0 changes nothing': {
    build: (value) => dropout(value, noiseFor(value), 0),
    gives: [...x.data],
  },
  'bernoulli is 1 where the probability is above the noise': {
    build: (value) => bernoulli(value, noiseFor(value)),
    gives: [1, 0, 0, 1, 0, 1],
  },
  'stopGradient changes no value': { build: stopGradient, gives: [...x.data] },
};

describe.each(runtimes)('values on $name', (runtime) => {
  async function evaluate(build: (x: Value) => Value, operand: Tensor): Promise<number[]> {
    const graph = new Graph();
    graph.output('y', build(graph.input('x', operand.shape, operand.dtype)));
    const executable = await runtime.compile(graph, { threads: 1 });
    const { y } = await executable.run({ x: operand });
    await executable.dispose();
    return Array.from(y?.data ?? [], Number);
  }

  it.each(Object.entries(cases))('%s', async (_name, { build, gives }) => {
    expect(await evaluate(build, x)).toEqual(gives.map(Math.fround));
  });

  it('oneHot takes ids that are fed', async () => {
    expect(await evaluate((ids) => oneHot(ids, 2), intTensor([2], [1, 0]))).toEqual([0, 1, 1, 0]);
  });

  it('oneHot and cross-entropy know no class beyond the last', async () => {
    expect(await evaluate((ids) => oneHot(ids, 2), intTensor([3], [2, 1, 7]))).toEqual([0, 0, 0, 1, 0, 0]);
    const loss = await evaluate(
      (labels) => {
        const logits = constant(labels.graph, floatTensor([2, 2], [0, 0, 0, 0]));
        return softmaxCrossEntropy(logits, labels);
      },
      intTensor([2], [0, 2]),
    );
    expect(loss[0]).toBeCloseTo(Math.LN2 / 2, 6);
  });

  it('negative ids are refused before anything runs, fed or constant', async () => {
    const graph = new Graph();
    graph.output('y', gather(graph.input('table', [2, 2]), graph.input('ids', [1, 2], 'int64')));
    const executable = await runtime.compile(graph, { threads: 1 });
    const feeds = { table: floatTensor([2, 2]), ids: intTensor([1, 2], [1, -1]) };
    await expect(executable.run(feeds)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'run: input ids: element 1 is -1; ids and indices count from 0',
    });
    await executable.dispose();
    expect(() => constant(graph, feeds.ids)).toThrow('constant: element 1 is -1');
  });

  it('gather refuses an id beyond the table when it runs, and runs on', async () => {
    const graph = new Graph();
    graph.output('y', gather(graph.input('table', [2, 2]), graph.input('ids', [1], 'int64')));
    const executable = await runtime.compile(graph, { threads: 1 });
    const rowOf = (id: number) =>
      executable.run({ table: floatTensor([2, 2], [1, 2, 3, 4]), ids: intTensor([1], [id]) });
    await expect(rowOf(2)).rejects.toMatchObject({ name: 'TensorError', code: 'RUN_FAILED' });
    expect(Array.from((await rowOf(1)).y?.data ?? [], Number)).toEqual([3, 4]);
    await executable.dispose();
  });

  it('gumbelMax picks the largest sum of logit and noise', async () => {
    const noise = [0, 0, 3, 0, 5, 0];
    const build = (logits: Value) => {
      const graph = logits.graph;
      return gumbelMax(logits, graph.input('noise', [2, 3]));
    };
    const graph = new Graph();
    graph.output('y', build(graph.input('x', [2, 3])));
    const executable = await runtime.compile(graph, { threads: 1 });
    const { y } = await executable.run({ x, noise: floatTensor([2, 3], noise) });
    await executable.dispose();
    expect(Array.from(y?.data ?? [], Number)).toEqual([2, 1]);
  });
});
