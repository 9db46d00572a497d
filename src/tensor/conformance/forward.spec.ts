import { describe, expect, it } from 'vitest';
import {
  argMax,
  equal,
  floatTensor,
  Graph,
  greater,
  gumbelMax,
  intTensor,
  oneHot,
  stopGradient,
  type Tensor,
  type Value,
} from '../index.js';
import { runtimes } from './runtimes.js';

const x = floatTensor([2, 3], [0.1, 0.7, 0.2, 0.9, -1, 0.9]);

const cases: Readonly<Record<string, { build: (x: Value) => Value; gives: number[] }>> = {
  'argMax takes the first of equals': { build: (value) => argMax(value, 1), gives: [1, 0] },
  'greater is 1 or 0': { build: (value) => greater(value, 0.2), gives: [0, 1, 0, 1, 0, 1] },
  'equal is 1 or 0': { build: (value) => equal(value, -1), gives: [0, 0, 0, 0, 1, 0] },
  'oneHot marks the id': { build: (value) => oneHot(argMax(value, 1), 3), gives: [0, 1, 0, 1, 0, 0] },
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
    expect(await evaluate(build, x)).toEqual(gives);
  });

  it('oneHot takes ids that are fed', async () => {
    expect(await evaluate((ids) => oneHot(ids, 2), intTensor([2], [1, 0]))).toEqual([0, 1, 1, 0]);
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
