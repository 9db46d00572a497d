import { gradients } from '../../gradients.js';
import { Graph } from '../../graph.js';
import { lowerInBlocks } from '../../lowerings/blocked/index.js';
import { type GraphLowering, lowerPlainly } from '../../lowerings/lower-graph.js';
import { averagePool } from '../../ops/average-pool.js';
import { batchNorm } from '../../ops/batch-norm.js';
import { conv2d } from '../../ops/conv2d.js';
import { globalAveragePool } from '../../ops/global-average-pool.js';
import { reduceSum } from '../../ops/reduce-sum.js';
import { relu } from '../../ops/relu.js';
import { square } from '../../ops/square.js';
import type { Executable } from '../../runtime.js';
import { type Shape, sizeOf } from '../../shape.js';
import { floatTensor } from '../../tensor.js';

/** AVX-512, then AVX2. */
const CANDIDATES = [16, 8];
const TOLERANCE = 1e-4;

export type Compile = (graph: Graph, lower: GraphLowering) => Promise<Executable>;

/**
 * The block of channels that this processor's kernels work in, undefined where there is none. The layout is internal to
 * the engine and depends on the processor, so nothing is assumed: a block counts when a small network and its
 * gradients come out as they do plainly.
 */
export async function findChannelBlock(compile: Compile): Promise<number | undefined> {
  const expected = await trial(compile, lowerPlainly);
  for (const block of CANDIDATES) {
    // An engine without the layout refuses the model.
    const actual = await trial(compile, lowerInBlocks(block, 'everywhere')).catch(() => []);
    if (actual.length === expected.length && actual.every((value, index) => isNear(value, expected[index]))) {
      return block;
    }
  }
  return undefined;
}

const isNear = (value: number, expected = Number.NaN): boolean =>
  Math.abs(value - expected) <= TOLERANCE * (1 + Math.abs(expected));

/** What children are made of, over channels that no candidate holds in whole blocks, with all gradients, as one list. */
async function trial(compile: Compile, lower: GraphLowering): Promise<number[]> {
  const shapes = {
    x: [3, 40, 6, 6],
    filter: [40, 40, 3, 3],
    depthwise: [40, 1, 3, 3],
    scale: [40],
    offset: [40],
  } satisfies Record<string, Shape>;
  const graph = new Graph();
  const input = (name: keyof typeof shapes) => graph.input(name, shapes[name]);
  const [x, filter, depthwise, scale, offset] = [
    input('x'),
    input('filter'),
    input('depthwise'),
    input('scale'),
    input('offset'),
  ] as const;
  const map = relu(batchNorm(conv2d(x, filter), scale, offset).y);
  const smaller = conv2d(map, depthwise, { strides: 2, groups: 40 });
  const y = globalAveragePool(square(averagePool(smaller, { window: 3, strides: 1, padding: 'same' })));
  const results = [y, ...gradients(reduceSum(y), [x, filter, depthwise, scale, offset])];
  for (const [index, value] of results.entries()) graph.output(`y${index}`, value);
  const executable = await compile(graph, lower);
  try {
    const feeds = Object.entries(shapes).map(([name, shape]) => [name, pattern(shape)] as const);
    const outputs = await executable.run(Object.fromEntries(feeds));
    return results.flatMap((_, index) => Array.from(outputs[`y${index}`]?.data ?? [], Number));
  } finally {
    await executable.dispose();
  }
}

function pattern(shape: Shape) {
  return floatTensor(
    shape,
    Float32Array.from({ length: sizeOf(shape) }, (_, index) => Math.sin(1 + 1.3 * index) / 8),
  );
}
