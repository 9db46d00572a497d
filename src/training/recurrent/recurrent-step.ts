import { childrenOf, type RecurrentCellDescription } from '../../nas/space/index.js';
import { add, matmul, mul, relu, sigmoid, split, TensorError, tanh, type Value } from '../../tensor/index.js';

export interface RecurrentState {
  /** h, [batch, units]. */
  readonly hidden: Value;
  /** c, [batch, units]. */
  readonly cell: Value;
}

export interface RecurrentWeights {
  /** [inputs, leaves * units]: the columns of each leaf, one leaf after the other. */
  readonly kernel: Value;
  /** [units, leaves * units], for the hidden state. */
  readonly recurrentKernel: Value;
}

const combine = { add, mul } as const;
const activate = { identity: (value: Value) => value, tanh, sigmoid, relu } as const;

/**
 * One step of a cell of the space `recurrent-cell` (Zoph & Le, ICLR 2017, section 3.4): x [batch, inputs] -> the next
 * state. Each leaf joins its share of the input with its share of the hidden state, each node above two values below.
 */
export function recurrentStep(
  { nodes, inject, cellInput, cellOutput }: RecurrentCellDescription,
  x: Value,
  state: RecurrentState,
  { kernel, recurrentKernel }: RecurrentWeights,
): RecurrentState {
  const leaves = (nodes.length + 1) / 2;
  const sizes = new Array<number>(leaves).fill(state.hidden.shape[1] ?? 0);
  const fromInput = split(matmul(x, kernel), sizes, 1);
  const fromHidden = split(matmul(state.hidden, recurrentKernel), sizes, 1);
  const values: Value[] = [];
  let cell: Value | undefined;
  nodes.forEach(({ combination, activation }, index) => {
    const [first = index, second = index] = childrenOf(index, leaves);
    const [left, right] =
      index < leaves ? [fromInput[index], fromHidden[index]] : [values[first], values[second]];
    const joined = combine[combination](required(left), required(right));
    if (index === cellOutput) cell = joined;
    const value = activate[activation](joined);
    values.push(
      index === cellInput
        ? activate[inject.activation](combine[inject.combination](value, state.cell))
        : value,
    );
  });
  return { hidden: required(values.at(-1)), cell: required(cell) };
}

function required(value: Value | undefined): Value {
  if (value) return value;
  throw new TensorError('INVALID_ARGUMENT', 'recurrentStep: the cell lacks a node');
}
