import { floatTensor, Graph, matmul, onnxRuntime } from '../../src/tensor/index.js';
import type { Child } from './children.js';
import { noise } from './noise.js';

const SIZE = 1536;
const REPEATS = 7;

/** FLOP/s of the best of some large matrix products on the runtime that trains. */
export async function measurePeak(threads: number): Promise<number> {
  const graph = new Graph();
  const shape = [SIZE, SIZE];
  graph.output('y', matmul(graph.input('a', shape), graph.input('b', shape)));
  const executable = await onnxRuntime().compile(graph, { threads });
  const [a, b] = [0, 1].map((seed) => floatTensor(shape, noise(SIZE * SIZE, seed)));
  if (!a || !b) throw new Error('unreachable');
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const before = performance.now();
    await executable.run({ a, b });
    best = Math.min(best, performance.now() - before);
  }
  await executable.dispose();
  return (2 * SIZE ** 3) / (best / 1000);
}

/** Of the convolutions of a training step: forward, and the gradients of filters and of all inputs but the image. */
export function stepFlops({ batch, network }: Child): number {
  const convolutions = network.layers.filter(
    ({ operation }) => operation === 'convolution' || operation === 'depthwiseConvolution',
  );
  const [first = 0, ...others] = convolutions.map(({ flops }) => flops);
  return batch * (2 * first + 3 * others.reduce((sum, flops) => sum + flops, 0));
}
