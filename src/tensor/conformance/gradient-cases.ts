import type { Value } from '../graph.js';
import {
  add,
  addN,
  attention,
  averagePool,
  batchNorm,
  batchNormInference,
  bernoulli,
  broadcastTo,
  causalMask,
  clip,
  concat,
  constant,
  conv2d,
  div,
  dropout,
  exp,
  type FloatTensor,
  floatTensor,
  gather,
  globalAveragePool,
  hardSwish,
  intTensor,
  layerNorm,
  log,
  logSoftmax,
  lstmCell,
  matmul,
  maxPool,
  mul,
  neg,
  pad,
  reduceMean,
  reduceSum,
  relu,
  relu6,
  reshape,
  type Shape,
  scan,
  sigmoid,
  sizeOf,
  slice,
  softmax,
  softmaxCrossEntropy,
  split,
  sqrt,
  square,
  sub,
  swish,
  tanh,
  transpose,
} from '../index.js';
import type { Build } from './check-gradients.js';

export interface GradientCase {
  readonly build: Build;
  readonly operands: readonly FloatTensor[];
}

/**
 * Values in -1.4..1.4 without a pattern, none within 0.04 of another of the tensor's or of 0: a difference of 0.02
 * crosses no kink of relu, clip or a maximum.
 */
function values(shape: Shape, seed = 0): FloatTensor {
  const size = sizeOf(shape);
  const ranks = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => Math.sin(12.9898 * (a + 1 + 100 * seed)) - Math.sin(12.9898 * (b + 1 + 100 * seed)),
  );
  const spacing = Math.max(0.06, 2.8 / size);
  return floatTensor(
    shape,
    ranks.map((rank) => (rank - size / 2 + 0.5) * spacing),
  );
}

const positive = (shape: Shape, seed = 0): FloatTensor =>
  floatTensor(
    shape,
    values(shape, seed).data.map((value) => 0.5 + Math.abs(value)),
  );

const unary = (build: (x: Value) => Value, operand = values([3, 4])): GradientCase => ({
  build: (x) => build(present(x)),
  operands: [operand],
});

const binary = (build: (a: Value, b: Value) => Value, a: FloatTensor, b: FloatTensor): GradientCase => ({
  build: (x, y) => build(present(x), present(y)),
  operands: [a, b],
});

function present(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a case is given one value for each of its operands');
  return value;
}

const convolution = (x: Shape, filter: Shape, options: Parameters<typeof conv2d>[2]): GradientCase =>
  binary((image, kernel) => conv2d(image, kernel, options), values(x), values(filter, 1));

const recurrenceOperands = [values([2, 2]), values([3, 2, 2], 1), values([2, 2], 2), values([3, 2], 3)];

/** h' = tanh(h W + x) + row of a table, with h' x' also given at each step: all that a scan can read and give. */
function recurrence(operands: readonly Value[], reverse: boolean): Value {
  const [h, x, weights, table] = operands.map(present) as [Value, Value, Value, Value];
  const ids = constant(h.graph, intTensor([3, 2], [2, 0, 0, 1, 2, 2]));
  const { states, results } = scan(
    { states: [h], sequences: [x, ids], captured: [weights, table] },
    ({ states: [before], slices: [term, row], captured: [w, rows] }) => {
      const inner = tanh(add(matmul(present(before), present(w)), present(term)));
      const next = add(inner, gather(present(rows), present(row)));
      return { states: [next], results: [mul(next, present(term))] };
    },
    { reverse },
  );
  const [last, given] = [...states, ...results].map(present) as [Value, Value];
  return concat([reshape(last, [4]), reshape(given, [12])], 0);
}

/** One case an op at least, by name; the suite checks that no op that has a gradient is left out. */
export const gradientCases: Readonly<Record<string, GradientCase>> = {
  relu: unary(relu),
  sigmoid: unary(sigmoid),
  tanh: unary(tanh),
  exp: unary(exp),
  log: unary(log, positive([3, 4])),
  neg: unary(neg),
  sqrt: unary(sqrt, positive([3, 4])),
  square: unary(square),
  clip: unary((x) => clip(x, -0.71, 0.93)),
  add: binary(add, values([3, 4]), values([3, 4], 1)),
  'add, broadcast': binary(add, values([2, 3, 2]), values([3, 1], 1)),
  sub: binary(sub, values([3, 4]), values([1, 4], 1)),
  mul: binary(mul, values([3, 4]), values([3, 1], 1)),
  'mul by itself': unary((x) => mul(x, x)),
  div: binary(div, values([3, 4]), positive([4], 1)),
  addN: {
    build: (a, b, c) => addN([present(a), present(b), present(c)]),
    operands: [values([2, 3]), values([2, 3], 1), values([2, 3], 2)],
  },

  reshape: unary((x) => square(reshape(x, [2, 6]))),
  transpose: unary((x) => square(transpose(x, [2, 0, 1])), values([2, 3, 2])),
  broadcastTo: unary((x) => square(broadcastTo(x, [2, 3, 4])), values([3, 1])),
  concat: binary((a, b) => square(concat([a, b], 1)), values([2, 3, 2]), values([2, 1, 2], 1)),
  split: unary((x) => {
    const [first, second] = split(x, [1, 3], 1);
    return mul(present(first), present(second));
  }),
  slice: unary((x) => square(slice(x, [1, 1], [2, 2]))),
  pad: unary((x) => square(pad(x, [1, 0], [5, 6]))),
  gather: unary((table) => square(gather(table, constant(table.graph, intTensor([4], [2, 0, 2, 1]))))),

  reduceSum: unary((x) => square(reduceSum(x, [0]))),
  'reduceSum, axes kept': unary((x) => mul(x, reduceSum(x, [1], { keepDims: true }))),
  reduceMean: unary((x) => square(reduceMean(x, [0, 2])), values([2, 3, 2])),
  softmax: unary((x) => softmax(x, 1)),
  logSoftmax: unary((x) => logSoftmax(x, 1)),
  matmul: binary(matmul, values([3, 4]), values([4, 2], 1)),
  'matmul, first transposed': binary(
    (a, b) => matmul(a, b, { transposeA: true }),
    values([4, 3]),
    values([4, 2], 1),
  ),
  'matmul, second transposed': binary(
    (a, b) => matmul(a, b, { transposeB: true }),
    values([3, 4]),
    values([2, 4], 1),
  ),
  'matmul, both transposed': binary(
    (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
    values([4, 3]),
    values([2, 4], 1),
  ),

  'matmul, batched': binary(matmul, values([2, 3, 2]), values([2, 2, 4], 1)),
  'matmul, batched, both transposed': binary(
    (a, b) => matmul(a, b, { transposeA: true, transposeB: true }),
    values([2, 2, 3]),
    values([2, 4, 2], 1),
  ),

  scan: { build: (...operands) => recurrence(operands, false), operands: recurrenceOperands },
  'scan, reversed': { build: (...operands) => recurrence(operands, true), operands: recurrenceOperands },

  'conv2d 3x3': convolution([2, 2, 4, 4], [3, 2, 3, 3], {}),
  'conv2d 1x1': convolution([2, 3, 3, 3], [2, 3, 1, 1], {}),
  'conv2d 5x3 on a small map': convolution([2, 1, 3, 4], [2, 1, 5, 3], {}),
  'conv2d with an even filter': convolution([1, 2, 4, 4], [2, 2, 2, 2], {}),
  'conv2d with strides': convolution([2, 1, 5, 6], [2, 1, 3, 3], { strides: [2, 3] }),
  'conv2d of a channel to a column': convolution([2, 1, 2, 3], [2, 1, 1, 2], {
    strides: [1, 2],
    padding: 'valid',
  }),
  'conv2d without padding': convolution([1, 2, 5, 4], [2, 2, 3, 2], { padding: 'valid' }),
  'conv2d dilated': convolution([1, 1, 6, 6], [2, 1, 3, 3], { dilations: 2 }),
  'conv2d in groups': convolution([1, 4, 4, 3], [4, 2, 3, 3], { groups: 2 }),
  'conv2d, depthwise with strides': convolution([2, 2, 5, 4], [4, 1, 3, 3], { groups: 2, strides: 2 }),
  'conv2d, depthwise and dilated': convolution([1, 2, 5, 5], [2, 1, 3, 3], { groups: 2, dilations: 2 }),
  'conv2d with a padding of its own': convolution([1, 1, 4, 4], [1, 1, 3, 3], { padding: [2, 0, 1, 3] }),
  batchNorm: {
    build: (x, scale, offset) => batchNorm(present(x), present(scale), present(offset), { epsilon: 1e-3 }).y,
    operands: [values([2, 2, 3, 2]), positive([2], 1), values([2], 2)],
  },
  // Its statistics are gathered, not learned: no gradient reaches them.
  batchNormInference: {
    build: (x, scale, offset) => {
      const { graph } = present(x);
      const statistics = {
        mean: constant(graph, values([2], 3)),
        variance: constant(graph, positive([2], 4)),
      };
      return batchNormInference(
        present(x),
        { scale: present(scale), offset: present(offset), ...statistics },
        { epsilon: 1e-3 },
      );
    },
    operands: [values([2, 2, 2, 2]), positive([2], 1), values([2], 2)],
  },
  globalAveragePool: unary((x) => square(globalAveragePool(x)), values([2, 2, 3, 2])),
  maxPool: unary((x) => maxPool(x, { window: 2, strides: 2 }), values([1, 2, 4, 4])),
  'maxPool, overlapping': unary((x) => maxPool(x, { window: 3, strides: 2 }), values([1, 1, 5, 5])),
  'maxPool, same padding': unary(
    (x) => maxPool(x, { window: 3, strides: 2, padding: 'same' }),
    values([1, 2, 4, 5]),
  ),
  averagePool: unary((x) => averagePool(x, { window: 2, strides: 2 }), values([1, 2, 4, 4])),
  'averagePool, overlapping': unary((x) => averagePool(x, { window: 3, strides: 1 }), values([1, 1, 4, 4])),
  'averagePool, same padding': unary(
    (x) => averagePool(x, { window: 3, strides: 2, padding: 'same' }),
    values([1, 2, 5, 4]),
  ),
  softmaxCrossEntropy: unary((x) =>
    softmaxCrossEntropy(x, constant(x.graph, intTensor([3], [1, 3, 0])), { labelSmoothing: 0.1 }),
  ),
  dropout: unary(
    (x) => {
      const noise = floatTensor([2, 3], [0.1, 0.5, 0.9, 0.2, 0.7, 0.4]);
      return dropout(x, constant(x.graph, noise), 0.4);
    },
    values([2, 3]),
  ),
  // Values go beyond both kinks, and none lies on one.
  relu6: unary((x) => relu6(mul(x, 5))),
  swish: unary((x) => swish(mul(x, 3))),
  hardSwish: unary((x) => hardSwish(mul(x, 3))),
  'bernoulli, by which another is multiplied': unary(
    (x) => {
      const noise = floatTensor([2, 3], [0.1, 0.5, 0.9, 0.2, 0.7, 0.4]);
      return mul(square(x), bernoulli(0.45, constant(x.graph, noise)));
    },
    values([2, 3]),
  ),
  layerNorm: {
    build: (x, scale, offset) => layerNorm(present(x), { scale: present(scale), offset: present(offset) }),
    operands: [values([2, 4]), positive([4], 1), values([4], 2)],
  },
  'attention, causal': {
    build: (q, k, v) => {
      const [queries, keys] = [present(q), present(k)];
      return attention({ queries, keys, values: present(v), mask: causalMask(queries.graph, 3) });
    },
    operands: [values([2, 3, 2]), values([2, 3, 2], 1), values([2, 3, 2], 2)],
  },
  'lstm cell': {
    build: (x, hidden, cell, kernel, bias) => {
      const next = lstmCell(
        present(x),
        { hidden: present(hidden), cell: present(cell) },
        { kernel: present(kernel), bias: present(bias) },
      );
      return concat([next.hidden, next.cell], 1);
    },
    operands: [values([2, 2]), values([2, 2], 1), values([2, 2], 2), values([4, 8], 3), values([8], 4)],
  },
};
