import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { split } from '../ops/concat.js';
import { matmul } from '../ops/matmul.js';
import { mul } from '../ops/mul.js';
import { sigmoid } from '../ops/sigmoid.js';
import { slice } from '../ops/slice.js';
import { tanh } from '../ops/tanh.js';
import { extentOf } from '../shape.js';

export interface LstmState {
  /** h, [batch, units]. */
  readonly hidden: Value;
  /** c, [batch, units]. */
  readonly cell: Value;
}

export interface LstmParameters {
  /**
   * [inputs + units, 4 units]: the rows of the input above those of the hidden state, the columns by
   * gate: input, forget, candidate, output (PyTorch's order; its weights are these transposed).
   */
  readonly kernel: Value;
  /** [4 units], in the same order: the sum of PyTorch's two. */
  readonly bias: Value;
}

/**
 * One step of a long short-term memory (Hochreiter & Schmidhuber, 1997, with the forget gate of Gers et
 * al., 2000, no peepholes): x [batch, inputs] -> the next state.
 */
export function lstmCell(x: Value, state: LstmState, { kernel, bias }: LstmParameters): LstmState {
  const [inputs, units] = [extentOf(x.shape, 1), extentOf(state.hidden.shape, 1)];
  const ofInput = slice(kernel, [0, 0], [inputs, 4 * units]);
  const ofHidden = slice(kernel, [inputs, 0], [units, 4 * units]);
  // Two products, so that a loop over inputs that are known makes all of the first at once.
  const gates = add(matmul(state.hidden, ofHidden), add(matmul(x, ofInput), bias));
  const [input, forget, candidate, output] = split(gates, [units, units, units, units], 1) as FourGates;
  const cell = add(mul(sigmoid(forget), state.cell), mul(sigmoid(input), tanh(candidate)));
  return { hidden: mul(sigmoid(output), tanh(cell)), cell };
}

type FourGates = readonly [input: Value, forget: Value, candidate: Value, output: Value];
