import type { Graph, Node, NodeOf, Value } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import { TensorError } from '../tensor-error.js';
import type { Lowerings } from './lowering.js';
import type { OnnxBuilder } from './onnx-builder.js';

/** Writes every node that `results` need and tells the ONNX name of each value. */
export function lowerGraph(
  graph: Graph,
  results: Iterable<Value>,
  lowerings: Lowerings,
  onnx: OnnxBuilder,
): (value: Value) => string {
  const names = new Map<Value, string>();
  const nameOf = (value: Value) => lookUp(names, value);
  const needed = nodesBehind(results);
  for (const node of graph.nodes) {
    if (needed.has(node)) lowerNode(node, lowerings, onnx, names);
  }
  return nameOf;
}

function lowerNode<K extends OpKind>(
  node: NodeOf<K>,
  lowerings: Lowerings,
  onnx: OnnxBuilder,
  names: Map<Value, string>,
): void {
  const inputs = node.inputs.map((input) => lookUp(names, input));
  const lowering = lowerings[node.kind];
  // The map above keeps the tuple's length, which its type cannot say.
  const outputs = lowering(onnx, inputs as readonly string[] as OpSignatures<string>[K]['inputs'], node);
  node.outputs.forEach((output, index) => {
    names.set(output, outputs[index] ?? '');
  });
}

function nodesBehind(results: Iterable<Value>): ReadonlySet<Node> {
  const behind = new Set<Node>();
  const open = Array.from(results, ({ node }) => node);
  for (let node = open.pop(); node; node = open.pop()) {
    if (behind.has(node)) continue;
    behind.add(node);
    open.push(...node.inputs.map((input) => input.node));
  }
  return behind;
}

function lookUp(names: ReadonlyMap<Value, string>, value: Value): string {
  const name = names.get(value);
  if (name === undefined) throw new TensorError('COMPILE_FAILED', `${value.node.kind} has not been lowered`);
  return name;
}
