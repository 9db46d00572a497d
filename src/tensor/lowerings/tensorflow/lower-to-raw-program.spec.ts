import { describe, expect, it } from 'vitest';
import {
  add,
  batchNorm,
  conv2d,
  Graph,
  globalAveragePool,
  gradients,
  maxPool,
  mul,
  reduceSum,
  relu,
  reshape,
  square,
} from '../../index.js';
import { lowerToRawProgram } from './lower-to-raw-program.js';

/** conv - norm - relu - pool - conv - pool, scaled by channel, and the gradients of its sum of squares. */
function network(): Graph {
  const graph = new Graph();
  const x = graph.input('x', [2, 3, 8, 8]);
  const filters = [graph.variable('first', [4, 3, 3, 3]), graph.variable('second', [5, 4, 3, 3])] as const;
  const [scale, offset, factor] = ['scale', 'offset', 'factor'].map((name) => graph.variable(name, [4]));
  if (!scale || !offset || !factor) throw new Error('three variables were made');
  const normalised = batchNorm(conv2d(x, filters[0]), scale, offset).y;
  const scaled = mul(relu(normalised), add(reshape(factor, [4, 1, 1]), 1));
  const y = globalAveragePool(conv2d(maxPool(scaled, { window: 2 }), filters[1]));
  const loss = reduceSum(square(y));
  graph.output('loss', loss);
  const variables = [...filters, scale, offset, factor];
  for (const [index, slope] of gradients(loss, variables).entries()) graph.output(`d${index}`, slope);
  for (const variable of variables) graph.assign(variable, variable);
  return graph;
}

describe('a graph as calls of TensorFlow kernels', () => {
  const program = lowerToRawProgram(network());
  const named = (op: string) => program.calls.filter((call) => call.op === op);

  it('calls each forward kernel once, though gradients read its results too', () => {
    expect(named('MaxPool')).toHaveLength(1);
    expect(named('FusedBatchNormV3')).toHaveLength(1);
    expect(named('Conv2D')).toHaveLength(2);
  });

  it('brings the images into the layout of the kernels once', () => {
    const toChannelsLast = [...program.constants].find(([, { data }]) => data.join() === '0,2,3,1')?.[0];
    const turned = named('Transpose').filter(({ inputs }) => inputs[1] === toChannelsLast);
    expect(turned.map(({ inputs }) => inputs[0])).toEqual([program.inputs.get('x')]);
    expect([...program.constants].some(([, { data }]) => data.join() === '0,3,1,2')).toBe(false);
  });

  it('frees each result once, behind its last reader, and keeps what lasts', () => {
    const freed = program.calls.flatMap(({ frees }) => frees);
    expect(new Set(freed).size).toBe(freed.length);
    const kept = [...program.variables.values(), ...program.constants.keys(), ...program.outputs.values()];
    const all = Array.from({ length: program.slots }, (_, slot) => slot);
    const lasting = new Set([...kept, ...program.successors.values()]);
    expect(all.filter((slot) => !lasting.has(slot)).sort()).toEqual([...freed].sort());
    for (const [index, { frees }] of program.calls.entries()) {
      const later = program.calls.slice(index + 1).flatMap(({ inputs }) => inputs);
      expect(later.filter((slot) => frees.includes(slot))).toEqual([]);
    }
  });

  it('gives no two variables one tensor', () => {
    const successors = [...program.successors.values()];
    expect(new Set([...successors, ...program.variables.values()]).size).toBe(2 * program.variables.size);
  });
});
