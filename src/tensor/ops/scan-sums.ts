import { isOf, type Value } from '../graph.js';
import { extentOf } from '../shape.js';
import { addN } from './add-n.js';
import { matmul } from './matmul.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';

/** A sum over the steps of a loop of what each step computes. */
export interface SumOverSteps {
  /** What each step gives for it. */
  readonly operands: readonly Value[];
  /** The sum, from the operands of all steps, each stacked along a new first axis. */
  readonly total: (stacked: readonly Value[]) => Value;
}

/**
 * The sum of a value over the steps. Where the value is itself a sum, of products over rows or of elements, a step gives
 * the operands: the steps' small products become one large product after the loop, and no step adds to a matrix of the
 * size of the weights.
 */
export function sumOverSteps(value: Value): SumOverSteps {
  const terms = (isOf(value.node, 'addN') ? value.node.inputs : [value]).map(termOf);
  return {
    operands: terms.flatMap(({ operands }) => operands),
    total: (stacked) => {
      let begin = 0;
      const totals = terms.map(({ operands, total }) => {
        begin += operands.length;
        return total(stacked.slice(begin - operands.length, begin));
      });
      return addN(totals);
    },
  };
}

function termOf(value: Value): SumOverSteps {
  const { node } = value;
  if (isOf(node, 'matmul') && value.shape.length === 2) {
    const { transposeA, transposeB } = node.attributes;
    if (transposeA && !transposeB) return { operands: node.inputs, total: productOverAllRows };
  }
  if (isOf(node, 'reduceSum') && !node.attributes.keepDims) {
    const axes = [0, ...node.attributes.axes.map((axis) => axis + 1)];
    return { operands: node.inputs, total: (stacked) => addN(stacked.map((x) => reduceSum(x, axes))) };
  }
  return { operands: [value], total: (stacked) => addN(stacked.map((x) => reduceSum(x, [0]))) };
}

/** [steps, rows, m] and [steps, rows, n] to [m, n]. */
function productOverAllRows(stacked: readonly Value[]): Value {
  const [a, b] = stacked.map((x) => {
    const [steps, rows, columns] = [0, 1, 2].map((axis) => extentOf(x.shape, axis)) as [
      number,
      number,
      number,
    ];
    return reshape(x, [steps * rows, columns]);
  }) as [Value, Value];
  return matmul(a, b, { transposeA: true });
}
