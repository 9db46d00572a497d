import { gradients } from '../../gradients.js';
import { Graph } from '../../graph.js';
import { blockedLowerings } from '../../lowerings/blocked/index.js';
import type { Lowerings } from '../../lowerings/lowering.js';
import { plainLowerings } from '../../lowerings/plain/index.js';
import { conv2d } from '../../ops/conv2d.js';
import { reduceSum } from '../../ops/reduce-sum.js';
import { square } from '../../ops/square.js';
import type { Executable } from '../../runtime.js';
import { type Shape, sizeOf } from '../../shape.js';
import { floatTensor } from '../../tensor.js';

/** AVX-512, then AVX2. */
const CANDIDATES = [16, 8];
const TOLERANCE = 1e-4;

export type Compile = (graph: Graph, lowerings: Lowerings) => Promise<Executable>;

/**
 * The block of channels that this processor's kernels work in, undefined where there is none. The layout is internal to
 * the engine and depends on the processor, so nothing is assumed: a block counts when a small convolution and its
 * gradients come out as they do plainly.
 */
export async function findChannelBlock(compile: Compile): Promise<number | undefined> {
  const expected = await trial(compile, plainLowerings);
  for (const block of CANDIDATES) {
    // An engine without the layout refuses the model.
    const actual = await trial(compile, blockedLowerings(block)).catch(() => []);
    if (actual.length === expected.length && actual.every((value, index) => isNear(value, expected[index]))) {
      return block;
    }
  }
  return undefined;
}

const isNear = (value: number, expected = Number.NaN): boolean =>
  Math.abs(value - expected) <= TOLERANCE * (1 + Math.abs(expected));

/** A convolution that every candidate splits into several blocks, and its two gradients, as one list. */
async function trial(compile: Compile, lowerings: Lowerings): Promise<number[]> {
  const shapes = { x: [32, 32, 4, 4], filter: [32, 32, 3, 3] } satisfies Record<string, Shape>;
  const graph = new Graph();
  const operands = [graph.input('x', shapes.x), graph.input('filter', shapes.filter)] as const;
  const y = conv2d(...operands);
  const results = [y, ...gradients(reduceSum(square(y)), operands)];
  for (const [index, value] of results.entries()) graph.output(`y${index}`, value);
  const executable = await compile(graph, lowerings);
  try {
    const outputs = await executable.run({ x: pattern(shapes.x), filter: pattern(shapes.filter) });
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
