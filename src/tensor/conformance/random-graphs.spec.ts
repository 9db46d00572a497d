import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  addN,
  argMax,
  averagePool,
  batchNorm,
  broadcastTo,
  concat,
  conv2d,
  floatTensor,
  Graph,
  gather,
  globalAveragePool,
  gradients,
  logSoftmax,
  matmul,
  maxPool,
  mul,
  pad,
  reduceMean,
  reduceSum,
  relu,
  reshape,
  type Shape,
  sizeOf,
  slice,
  softmaxCrossEntropy,
  split,
  TensorError,
  transpose,
  type Value,
} from '../index.js';
import { formatShape } from '../shape.js';
import { runtimes } from './runtimes.js';

/** One op on any two values with any numbers: what fits is built, what does not is refused. */
type Attempt = (a: Value, b: Value, numbers: readonly number[]) => Value;

const attempts: Readonly<Record<string, Attempt>> = {
  add: (a, b) => add(a, b),
  mul: (a, b) => mul(a, b),
  addN: (a, b) => addN([a, b]),
  relu: (a) => relu(a),
  matmul: (a, b, [n = 0]) => matmul(a, b, { transposeA: n % 2 === 0, transposeB: n > 1 }),
  concat: (a, b, [n = 0]) => concat([a, b], n),
  split: (a, _, [n = 0, ...sizes]) => split(a, sizes, n)[0] ?? a,
  gather: (a) => gather(a, argMax(a, 0)),
  reshape: (a, b) => reshape(a, b.shape),
  broadcastTo: (a, b) => broadcastTo(a, b.shape),
  transpose: (a, _, numbers) => transpose(a, numbers.slice(0, a.shape.length)),
  slice: (a, b, numbers) => slice(a, numbers.slice(0, a.shape.length), b.shape),
  pad: (a, b, numbers) => pad(a, numbers.slice(0, a.shape.length), b.shape),
  reduceSum: (a, _, numbers) => reduceSum(a, numbers.slice(0, 2), { keepDims: true }),
  reduceMean: (a, _, [n = 0]) => reduceMean(a, [n]),
  logSoftmax: (a, _, [n = 0]) => logSoftmax(a, n),
  softmaxCrossEntropy: (a) => softmaxCrossEntropy(a, argMax(a, -1)),
  batchNorm: (a, b) => batchNorm(a, b, b, { epsilon: 1e-3 }).y,
  conv2d: (a, b, [stride = 1, dilation = 1, groups = 1, same = 0]) =>
    conv2d(a, b, {
      strides: stride,
      dilations: dilation,
      groups,
      padding: same % 2 === 0 ? 'same' : 'valid',
    }),
  maxPool: (a, _, [window = 1, stride = 1, same = 0]) =>
    maxPool(a, { window, strides: stride, padding: same % 2 === 0 ? 'same' : 'valid' }),
  averagePool: (a, _, [window = 1, stride = 1, top = 0, left = 0]) =>
    averagePool(a, { window, strides: stride, padding: [top, left, left, top] }),
  globalAveragePool: (a) => globalAveragePool(a),
};

const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), {
  minLength: 2,
  maxLength: 4,
});
const steps = fc.array(
  fc.record({
    op: fc.constantFrom(...Object.keys(attempts)),
    left: fc.nat(),
    right: fc.nat(),
    numbers: fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 4, maxLength: 4 }),
  }),
  { minLength: 10, maxLength: 40 },
);

/** What could be built; everything else must have been refused with its op's name. */
function build(
  graph: Graph,
  inputs: readonly Shape[],
  plan: typeof steps extends fc.Arbitrary<infer P> ? P : never,
) {
  const values = inputs.map((shape, index) => graph.input(`x${index}`, shape));
  for (const { op, left, right, numbers } of plan) {
    const [a, b] = [values[left % values.length], values[right % values.length]];
    if (!a || !b) continue;
    try {
      const value = attempts[op]?.(a, b, numbers);
      if (value && sizeOf(value.shape) < 4096) values.push(value);
    } catch (error) {
      expect(error).toBeInstanceOf(TensorError);
      const { code, message } = error as TensorError;
      // The ids of gather and the labels come from argMax, which has an axis to refuse.
      expect(message).toMatch(new RegExp(`^(${op}|argMax): `));
      if (code === 'SHAPE_MISMATCH') expect(message).toContain(formatShape(a.shape));
    }
  }
  return values;
}

describe.each(runtimes)('graphs at random, on $name', (runtime) => {
  it('are refused with the op and its shapes, or give tensors and gradients of the shapes that they promise', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, steps, async (inputs, plan) => {
        const graph = new Graph();
        const values = build(graph, inputs, plan);
        for (const [index, value] of values.entries()) graph.output(`y${index}`, value);
        const loss = addN(values.map((value) => reduceSum(value)));
        const variables = values.slice(0, inputs.length);
        for (const [index, slope] of gradients(loss, variables).entries()) graph.output(`d${index}`, slope);
        const executable = await runtime.compile(graph, { threads: 1 });
        const feeds = inputs.map((shape, index) => [
          `x${index}`,
          floatTensor(
            shape,
            Float32Array.from({ length: sizeOf(shape) }, (_, at) => Math.sin(at + index)),
          ),
        ]);
        const results = await executable.run(Object.fromEntries(feeds));
        await executable.dispose();
        for (const [index, { shape }] of values.entries()) {
          expect(results[`y${index}`]?.shape).toEqual(shape);
        }
        for (const [index, shape] of inputs.entries()) expect(results[`d${index}`]?.shape).toEqual(shape);
      }),
      { numRuns: 60 },
    );
  });
});
