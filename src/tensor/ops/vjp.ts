import type { NodeOf, Value } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import { TensorError } from '../tensor-error.js';

/**
 * Carries gradients backwards through a graph: `seeds` pairs values with the loss's gradients with respect to them;
 * gives those with respect to each of `wrt`, undefined where no differentiable path leads to one.
 */
export type PullBack = (
  seeds: readonly (readonly [value: Value, gradient: Value])[],
  wrt: readonly Value[],
) => (Value | undefined)[];

/**
 * Vector-Jacobian product of an op: from the gradients of a loss with respect to the node's outputs to
 * those with respect to its inputs, of their shapes; undefined where none exists (class ids, indices).
 * `pullBack` is for ops that have a graph inside.
 */
export type Vjp<K extends OpKind> = (
  node: NodeOf<K>,
  dys: OpSignatures<Value>[K]['outputs'],
  pullBack: PullBack,
) => OpSignatures<Value | undefined>[K]['inputs'];

/** For ops that stand in backward passes: Archway differentiates once. */
export function differentiatedOnce(node: { readonly kind: OpKind }): never {
  throw new TensorError('NOT_DIFFERENTIABLE', `${node.kind}: second derivatives are not supported`);
}
