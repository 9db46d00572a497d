import { readFileSync } from 'node:fs';
import {
  add,
  addN,
  argMax,
  attention,
  batchNormInference,
  broadcastTo,
  causalMask,
  clip,
  concat,
  constant,
  div,
  equal,
  exp,
  floatTensor,
  gather,
  globalAveragePool,
  greater,
  hardSwish,
  layerNorm,
  log,
  logSoftmax,
  lstmCell,
  matmul,
  mul,
  multiHeadAttention,
  neg,
  oneHot,
  pad,
  reduceMean,
  reduceSum,
  relu,
  relu6,
  reshape,
  scan,
  separableConv2d,
  sigmoid,
  slice,
  softmax,
  split,
  sqrt,
  square,
  stopGradient,
  sub,
  swish,
  tanh,
  transpose,
  type Value,
} from '../index.js';
import type { GoldenTensor } from './golden.js';

export interface GoldenOp {
  readonly name: string;
  readonly operands: Readonly<Record<string, GoldenTensor>>;
  /** Class ids or indices, beside the operands. */
  readonly ids: readonly GoldenTensor[];
  readonly y: GoldenTensor;
  /** Weights on the result, of whose sum the gradients are. */
  readonly dy: GoldenTensor;
  /** Of the operands; none where the op has no gradient. */
  readonly gradients: Readonly<Record<string, GoldenTensor>>;
}

/** What PyTorch computed: test/golden/tensor/ops.py. */
export const goldenOps: readonly GoldenOp[] = JSON.parse(
  readFileSync(new URL('../../../test/golden/tensor/ops.json', import.meta.url), 'utf8'),
);

type Operands = readonly [Value, Value, Value, Value, Value, Value, Value];

/** The cases of ops.py by name: from the operands, in order, and the ids to the result. */
export const buildersOfOps: Readonly<Record<string, (operands: Operands, ids: Value) => Value>> = {
  relu: ([x]) => relu(x),
  sigmoid: ([x]) => sigmoid(x),
  tanh: ([x]) => tanh(x),
  exp: ([x]) => exp(x),
  log: ([x]) => log(x),
  neg: ([x]) => neg(x),
  sqrt: ([x]) => sqrt(x),
  square: ([x]) => square(x),
  clip: ([x]) => clip(x, -0.7, 0.9),
  'add, broadcast': ([a, b]) => add(a, b),
  'sub, broadcast': ([a, b]) => sub(a, b),
  'mul, broadcast': ([a, b]) => mul(a, b),
  'div, broadcast': ([a, b]) => div(a, b),
  addN: ([a, b, c]) => addN([a, b, c]),
  greater: ([a, b]) => greater(a, b),
  equal: ([a, b]) => equal(a, b),
  stopGradient: ([x]) => mul(x, stopGradient(x)),

  reshape: ([x]) => reshape(x, [2, 6]),
  transpose: ([x]) => transpose(x, [2, 0, 1]),
  broadcastTo: ([x]) => broadcastTo(x, [2, 3, 4]),
  concat: ([a, b]) => concat([a, b], 1),
  split: ([x]) => split(x, [2, 2], 1).reduce((left, right) => mul(left, right)),
  slice: ([x]) => slice(x, [1, 2], [2, 2]),
  pad: ([x]) => pad(x, [1, 2], [3, 6]),
  gather: ([table], ids) => gather(table, ids),
  oneHot: ([x], ids) => mul(oneHot(ids, 4), x),

  reduceSum: ([x]) => reduceSum(x, [0, 2]),
  reduceMean: ([x]) => reduceMean(x, [1], { keepDims: true }),
  argMax: ([x]) => argMax(x, 1),
  softmax: ([x]) => softmax(x, 1),
  logSoftmax: ([x]) => logSoftmax(x),
  matmul: ([a, b]) => matmul(a, b),
  'matmul, transposed': ([a, b]) => matmul(a, b, { transposeA: true, transposeB: true }),
  'matmul, batched': ([a, b]) => matmul(a, b),
  'matmul, batched, first transposed': ([a, b]) => matmul(a, b, { transposeA: true }),
  'matmul, batched, second transposed': ([a, b]) => matmul(a, b, { transposeB: true }),
  'matmul, batched, both transposed': ([a, b]) => matmul(a, b, { transposeA: true, transposeB: true }),

  batchNormInference: ([x, scale, offset]) => {
    const [mean, variance] = [
      [0.5, -1],
      [1.5, 0.25],
    ].map((values) => constant(x.graph, floatTensor([2], values))) as [Value, Value];
    return batchNormInference(x, { scale, offset, mean, variance }, { epsilon: 1e-3 });
  },
  globalAveragePool: ([x]) => globalAveragePool(x),

  layerNorm: ([x, scale, offset]) => layerNorm(x, { scale, offset }, { epsilon: 1e-3 }),
  attention: ([queries, keys, values]) => attention({ queries, keys, values }),
  'attention, causal': ([queries, keys, values]) =>
    attention({ queries, keys, values, mask: causalMask(queries.graph, 4) }),
  multiHeadAttention: ([x, query, key, value, biases, output, outputBias]) => {
    const [queryBias, keyBias, valueBias] = split(biases, [6, 6, 6], 0) as [Value, Value, Value];
    const parameters = {
      query: { kernel: query, bias: queryBias },
      key: { kernel: key, bias: keyBias },
      value: { kernel: value, bias: valueBias },
      output: { kernel: output, bias: outputBias },
    };
    return multiHeadAttention(x, parameters, { heads: 3, mask: causalMask(x.graph, 4) });
  },

  relu6: ([x]) => relu6(mul(x, 4)),
  swish: ([x]) => swish(x),
  hardSwish: ([x]) => hardSwish(mul(x, 3)),
  separableConv2d: ([x, depthwise, pointwise]) =>
    separableConv2d(x, { depthwise, pointwise }, { strides: 2, padding: [1, 1, 1, 1] }),
  'scan of an LSTM': ([inputs, hidden, cell, kernel, recurrent, bias]) => {
    const { results } = scan(
      { states: [hidden, cell], sequences: [inputs], captured: [kernel, recurrent, bias] },
      ({ states, slices: [x], captured }) => {
        const [before, memory, rows, rowsOfHidden, offset] = [...states, ...captured] as [
          Value,
          Value,
          Value,
          Value,
          Value,
        ];
        const parameters = { kernel: concat([rows, rowsOfHidden], 0), bias: offset };
        const next = lstmCell(x ?? before, { hidden: before, cell: memory }, parameters);
        return { states: [next.hidden, next.cell], results: [next.hidden] };
      },
    );
    return results[0] ?? inputs;
  },
};
