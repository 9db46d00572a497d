import type { Graph, NodeOf, Value } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import { TensorError } from '../tensor-error.js';
import type { LowerBody, Lowerings } from './lowering.js';
import { nodesBehind } from './nodes-behind.js';
import type { OnnxBuilder } from './onnx-builder.js';
import { plainLowerings } from './plain/index.js';

/** Writes every node that `results` need; tells the ONNX name of each value. */
export type GraphLowering = (
  graph: Graph,
  results: Iterable<Value>,
  onnx: OnnxBuilder,
) => (value: Value) => string;

/** Ordinary ONNX ops in row-major order. */
export const lowerPlainly: GraphLowering = (graph, results, onnx) =>
  lowerGraph(graph, results, plainLowerings, onnx);

/** Writes every node that `results` need and that `names` does not know; tells the ONNX name of each value. */
export function lowerGraph(
  graph: Graph,
  results: Iterable<Value>,
  lowerings: Lowerings,
  onnx: OnnxBuilder,
  names = new Map<Value, string>(),
): (value: Value) => string {
  const nameOf = (value: Value) => lookUp(names, value);
  const needed = nodesBehind(results);
  for (const node of graph.nodes) {
    if (needed.has(node) && !node.outputs.every((output) => names.has(output))) {
      const outputs = lowerNode(onnx, node, lowerings, nameOf);
      node.outputs.forEach((output, index) => {
        names.set(output, outputs[index] ?? '');
      });
    }
  }
  return nameOf;
}

/** Writes one node; the names of its results. */
export function lowerNode<K extends OpKind>(
  onnx: OnnxBuilder,
  node: NodeOf<K>,
  lowerings: Lowerings,
  nameOf: (value: Value) => string,
): OpSignatures<string>[K]['outputs'] {
  const inputs = node.inputs.map(nameOf);
  const lowering = lowerings[node.kind];
  const lowerBody: LowerBody = (nested, body, results, known) =>
    lowerGraph(body, results, lowerings, nested, known);
  // The map above keeps the tuple's length, which its type cannot say.
  const operands = inputs as readonly string[] as OpSignatures<string>[K]['inputs'];
  return lowering(onnx, operands, node, lowerBody);
}

function lookUp(names: ReadonlyMap<Value, string>, value: Value): string {
  const name = names.get(value);
  if (name === undefined) throw new TensorError('COMPILE_FAILED', `${value.node.kind} has not been lowered`);
  return name;
}
