import { describe, expect, it } from 'vitest';
import {
  type Conv2dOptions,
  conv2d,
  floatTensor,
  Graph,
  gradients,
  onnxRuntime,
  reduceSum,
  type Shape,
  sizeOf,
  square,
} from '../index.js';
import { lowerInBlocks } from '../lowerings/blocked/index.js';
import { lowerToExecutableModel } from '../lowerings/executable-model.js';
import { distance } from './golden.js';

interface Case {
  readonly x: Shape;
  readonly filter: Shape;
  readonly options?: Conv2dOptions;
  /** Whether any of the three convolutions comes in blocks of 16. */
  readonly blocked: boolean;
}

const cases: Readonly<Record<string, Case>> = {
  '16 to 16, 3x3': { x: [16, 16, 8, 8], filter: [16, 16, 3, 3], blocked: true },
  '32 to 16, 5x5': { x: [16, 32, 8, 8], filter: [16, 32, 5, 5], blocked: true },
  '16 to 48, 3x5': { x: [32, 16, 4, 6], filter: [48, 16, 3, 5], blocked: true },
  '1 to 32': { x: [16, 1, 8, 8], filter: [32, 1, 3, 3], blocked: true },
  'valid padding': {
    x: [16, 16, 6, 7],
    filter: [32, 16, 3, 3],
    options: { padding: 'valid' },
    blocked: true,
  },
  '1x1 on odd channels and an odd batch': { x: [5, 24, 4, 8], filter: [36, 24, 1, 1], blocked: true },
  'strides of 2, dilated': {
    x: [4, 16, 12, 12],
    filter: [16, 16, 3, 3],
    options: { strides: 2, dilations: 2 },
    blocked: true,
  },
  'depthwise, strides of 2': {
    x: [4, 24, 9, 8],
    filter: [24, 1, 3, 3],
    options: { strides: 2, groups: 24 },
    blocked: true,
  },
  'depthwise, strides of 3 by 2, dilated': {
    x: [4, 16, 13, 12],
    filter: [16, 1, 3, 3],
    options: { strides: [3, 2], dilations: 2, groups: 16 },
    blocked: true,
  },
  'odd batch': { x: [5, 16, 6, 6], filter: [16, 16, 3, 3], blocked: true },
  'strides of 2': { x: [16, 16, 9, 8], filter: [16, 16, 3, 3], options: { strides: 2 }, blocked: true },
  '1x1 with strides of 2': {
    x: [16, 16, 8, 8],
    filter: [32, 16, 1, 1],
    options: { strides: 2, padding: 'valid' },
    blocked: true,
  },
  dilated: { x: [16, 16, 9, 9], filter: [16, 16, 3, 3], options: { dilations: 2 }, blocked: true },
  'larger map': { x: [16, 16, 20, 20], filter: [16, 16, 3, 3], blocked: true },
  '24 to 24, no whole blocks': { x: [8, 24, 8, 8], filter: [24, 24, 3, 3], blocked: true },
  '4 to 20, mostly padding': { x: [8, 20, 8, 8], filter: [4, 20, 3, 3], blocked: false },
  '1x1, a matrix product': { x: [16, 16, 8, 8], filter: [16, 16, 1, 1], blocked: true },
  'two groups': { x: [16, 32, 8, 8], filter: [32, 16, 3, 3], options: { groups: 2 }, blocked: false },
};

/** A convolution and its two gradients. */
function graphOf({ x, filter, options }: Case): Graph {
  const graph = new Graph();
  const operands = [graph.input('x', x), graph.input('filter', filter)] as const;
  const y = conv2d(...operands, options);
  graph.output('y', y);
  for (const [index, slope] of gradients(reduceSum(square(y)), operands).entries()) {
    graph.output(`slope${index}`, slope);
  }
  return graph;
}

const pattern = (shape: Shape) =>
  floatTensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(1 + 1.3 * index) / 8),
  );

describe('a convolution', () => {
  it.each(Object.entries(cases))('%s: in the fastest layout as plainly', async (_name, example) => {
    const feeds = { x: pattern(example.x), filter: pattern(example.filter) };
    const results = [onnxRuntime(), onnxRuntime({ layout: 'plain' })].map(async (runtime) => {
      const executable = await runtime.compile(graphOf(example), { threads: 1 });
      const outputs = await executable.run(feeds);
      await executable.dispose();
      return outputs;
    });
    const [fastest = {}, plain = {}] = await Promise.all(results);
    expect(Object.keys(plain)).toEqual(['y', 'slope0', 'slope1']);
    for (const [name, { data }] of Object.entries(plain)) {
      expect(distance(fastest[name], { data: Array.from(data, Number) }), name).toBeLessThan(5e-5);
    }
  });

  it.each(Object.entries(cases))('%s: takes blocks where they gain', (_name, example) => {
    const { bytes } = lowerToExecutableModel(graphOf(example), lowerInBlocks(16));
    expect(Buffer.from(bytes).includes('com.microsoft.nchwc')).toBe(example.blocked);
  });
});
