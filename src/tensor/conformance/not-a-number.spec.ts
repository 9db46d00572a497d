import { describe, expect, it } from 'vitest';
import {
  averagePool,
  clip,
  floatTensor,
  Graph,
  greater,
  logSoftmax,
  maxPool,
  relu,
  sigmoid,
  softmax,
  type Value,
} from '../index.js';
import { runtimes } from './runtimes.js';

const { NaN: nan } = Number;

/** [0.5, NaN, -2, 3] as an image of one row: what is made of it. */
const cases: Readonly<Record<string, { build: (x: Value) => Value; gives: number[] }>> = {
  relu: { build: relu, gives: [0.5, nan, 0, 3] },
  sigmoid: { build: (x) => clip(sigmoid(x), 0.25, 0.75), gives: [sigmoidOf(0.5), nan, 0.25, 0.75] },
  clip: { build: (x) => clip(x, -1, 1), gives: [0.5, nan, -1, 1] },
  'greater: no number is above it': { build: (x) => greater(x, 0), gives: [1, 0, 0, 1] },
  maxPool: { build: (x) => maxPool(x, { window: [1, 2] }), gives: [nan, 3] },
  averagePool: { build: (x) => averagePool(x, { window: [1, 2] }), gives: [nan, 0.5] },
  'softmax: the whole row': { build: (x) => softmax(x), gives: [nan, nan, nan, nan] },
  'logSoftmax: the whole row': { build: (x) => logSoftmax(x), gives: [nan, nan, nan, nan] },
};

function sigmoidOf(x: number): number {
  return Math.fround(1 / (1 + Math.exp(-x)));
}

describe.each(runtimes)('what is not a number, on $name', (runtime) => {
  async function evaluate(build: (x: Value) => Value): Promise<number[]> {
    const graph = new Graph();
    graph.output('y', build(graph.input('x', [1, 1, 1, 4])));
    const executable = await runtime.compile(graph, { threads: 1 });
    const { y } = await executable.run({ x: floatTensor([1, 1, 1, 4], [0.5, nan, -2, 3]) });
    await executable.dispose();
    return Array.from(y?.data ?? [], Number);
  }

  it.each(Object.entries(cases))('%s', async (_name, { build, gives }) => {
    const seen = await evaluate(build);
    expect(seen.map(Number.isNaN)).toEqual(gives.map(Number.isNaN));
    for (const [index, value] of gives.entries()) {
      if (!Number.isNaN(value)) expect(seen[index]).toBeCloseTo(value, 5);
    }
  });
});
