import type { NodeOf, Value } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import { extentOf } from '../shape.js';
import { addN } from './add-n.js';
import { concat, split } from './concat.js';
import { matmul } from './matmul.js';
import { broadcastTo } from './reduce-sum.js';
import { reshape } from './reshape.js';
import { slice } from './slice.js';
import { transpose } from './transpose.js';

/** What an op of a loop's body reads, seen from outside the loop. */
export interface Operand {
  /** Of all steps along a new first axis, where it differs from step to step. */
  readonly value: Value;
  readonly isStacked: boolean;
}

/** The outputs of `node` for all of `steps` at once, each stacked along a new first axis. */
type Batched<K extends OpKind> = (
  node: NodeOf<K>,
  operands: readonly Operand[],
  steps: number,
) => readonly Value[];

/** The ops that can be applied to all steps of a loop at once. */
const batchedOps: { readonly [K in OpKind]?: Batched<K> } = {
  relu: elementwise,
  reluGradient: elementwise,
  sigmoid: elementwise,
  tanh: elementwise,
  exp: elementwise,
  log: elementwise,
  neg: elementwise,
  sqrt: elementwise,
  square: elementwise,
  clip: elementwise,
  stopGradient: elementwise,
  add: elementwise,
  sub: elementwise,
  mul: elementwise,
  div: elementwise,
  greater: elementwise,
  equal: elementwise,
  addN: (_, operands, steps) => [addN(operands.map((operand) => stacked(operand, steps)))],

  reshape: ({ outputs: [y] }, [x], steps) => [reshape(stacked(x, steps), [steps, ...y.shape])],
  transpose: ({ attributes: { permutation } }, [x], steps) => [
    transpose(stacked(x, steps), [0, ...permutation.map((axis) => axis + 1)]),
  ],
  broadcastTo: ({ outputs: [y] }, [x], steps) => [
    broadcastTo(aligned(x, y.shape.length), [steps, ...y.shape]),
  ],
  concat: ({ attributes: { axis } }, operands, steps) => [
    concat(
      operands.map((operand) => stacked(operand, steps)),
      axis + 1,
    ),
  ],
  split: ({ attributes: { axis, sizes } }, [x], steps) => split(stacked(x, steps), sizes, axis + 1),
  slice: ({ attributes: { starts }, outputs: [y] }, [x], steps) => [
    slice(stacked(x, steps), [0, ...starts], [steps, ...y.shape]),
  ],

  matmul: ({ attributes, outputs: [y] }, [a, b], steps) => {
    const isRowsTimesMatrix = a?.isStacked && b?.isStacked === false && y.shape.length === 2;
    if (!isRowsTimesMatrix || attributes.transposeA)
      return [matmul(stacked(a, steps), stacked(b, steps), attributes)];
    // One large product in place of one a step.
    const [rows, inner] = [extentOf(a.value.shape, 1), extentOf(a.value.shape, 2)];
    const product = matmul(reshape(a.value, [steps * rows, inner]), b.value, attributes);
    return [reshape(product, [steps, ...y.shape])];
  },
};

/** Whether an op can be applied to all steps of a loop at once. */
export const isBatched = (kind: OpKind): boolean => kind in batchedOps;

/** The outputs of a node of a loop's body for all steps at once; undefined where its op stays in the loop. */
export function applyToAllSteps<K extends OpKind>(
  node: NodeOf<K>,
  operands: readonly Operand[],
  steps: number,
): readonly Value[] | undefined {
  const batched: Batched<K> | undefined = batchedOps[node.kind];
  return batched?.(node, operands, steps);
}

/** The operand with an axis of steps, whether it has one already or not. */
export function stacked(operand: Operand | undefined, steps: number): Value {
  const { value, isStacked } = present(operand);
  return isStacked ? value : broadcastTo(value, [steps, ...value.shape]);
}

function elementwise<K extends OpKind>(
  { kind, attributes, outputs }: NodeOf<K>,
  operands: readonly Operand[],
  steps: number,
): readonly Value[] {
  const [y] = outputs as readonly [Value];
  const inputs = operands.map((operand) => aligned(operand, y.shape.length));
  const { graph } = present(operands[0]).value;
  const type = { shape: [steps, ...y.shape], dtype: y.dtype };
  // The map above keeps the tuple's length, which its type cannot say.
  return graph.apply(kind, inputs as readonly Value[] as OpSignatures<Value>[K]['inputs'], attributes, [type])
    .outputs;
}

/** The operand with axes of extent 1 behind that of the steps, so that without it there are `rank`. */
function aligned(operand: Operand | undefined, rank: number): Value {
  const { value, isStacked } = present(operand);
  if (!isStacked) return value;
  const [steps = 1, ...shape] = value.shape;
  return reshape(value, [steps, ...Array.from({ length: rank - shape.length }, () => 1), ...shape]);
}

function present(operand: Operand | undefined): Operand {
  if (!operand) throw new Error('an op of a loop has fewer operands than its signature says');
  return operand;
}
