import type { Node, NodeOf, Value } from './graph.js';
import type { OpKind, OpSignatures } from './op-signatures.js';
import { addN } from './ops/add-n.js';
import { scalar } from './ops/constant.js';
import { broadcastTo } from './ops/reduce-sum.js';
import type { PullBack } from './ops/vjp.js';
import { vjps } from './ops/vjps.js';
import { formatShape } from './shape.js';
import { TensorError } from './tensor-error.js';

/**
 * The gradients of the scalar `loss` with respect to each of `wrt`, as new values of the same graph
 * (reverse-mode differentiation). Throws NOT_DIFFERENTIABLE where no differentiable path leads from the
 * loss to a wanted value: such a parameter would silently never learn.
 */
export function gradients(loss: Value, wrt: readonly Value[]): Value[] {
  if (loss.dtype !== 'float32' || loss.shape.length !== 0) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `gradients: the loss must be a float32 scalar, got ${loss.dtype} ${formatShape(loss.shape)}`,
    );
  }
  const slopes = pullBack([[loss, scalar(loss.graph, 1)]], wrt);
  return wrt.map((value, index) => {
    const slope = slopes[index];
    if (slope) return slope;
    throw new TensorError(
      'NOT_DIFFERENTIABLE',
      `gradients: the loss does not depend on ${describe(value)} by a differentiable path`,
    );
  });
}

const pullBack: PullBack = (seeds, wrt) => {
  const contributions = new Map<Value, Value[]>();
  for (const [value, gradient] of seeds) contribute(contributions, value, gradient);
  const ends = seeds.map(([value]) => value);
  for (const node of nodesBetween(wrt, ends).reverse()) propagate(node, contributions);
  return wrt.map((value) => {
    const parts = contributions.get(value);
    return parts && addN(parts);
  });
};

/** Nodes that depend on one of `sources` and were made before the last of `ends`, in the order of creation. */
function nodesBetween(sources: readonly Value[], ends: readonly Value[]): Node[] {
  const dependent = new Set<Value>(sources);
  const between: Node[] = [];
  const last = Math.max(...ends.map(({ node }) => node.id));
  for (const node of ends[0]?.graph.nodes ?? []) {
    if (node.id > last) break;
    if (!node.inputs.some((input) => dependent.has(input))) continue;
    for (const output of node.outputs) dependent.add(output);
    between.push(node);
  }
  return between;
}

function propagate<K extends OpKind>(node: NodeOf<K>, contributions: Map<Value, Value[]>): void {
  const outputs: readonly Value[] = node.outputs;
  if (!outputs.some((output) => contributions.has(output))) return;
  const dys = outputs.map((output) => {
    const parts = contributions.get(output);
    return parts ? addN(parts) : broadcastTo(scalar(node.graph, 0), output.shape);
  });
  const vjp = vjps[node.kind];
  // The map above keeps the tuple's length, which its type cannot say.
  const dxs: readonly (Value | undefined)[] = vjp(node, dys as OpSignatures<Value>[K]['outputs'], pullBack);
  node.inputs.forEach((input, index) => {
    const dx = dxs[index];
    if (dx) contribute(contributions, input, dx);
  });
}

function contribute(contributions: Map<Value, Value[]>, value: Value, gradient: Value): void {
  const parts = contributions.get(value);
  if (parts) parts.push(gradient);
  else contributions.set(value, [gradient]);
}

function describe(value: Value): string {
  const { attributes, kind } = value.node;
  return 'name' in attributes ? `${kind} ${String(attributes.name)}` : `a result of ${kind}`;
}
