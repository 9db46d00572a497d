import type { Graph, NodeOf, Value } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import type { OnnxBuilder } from './onnx-builder.js';

/**
 * Writes one node of a graph as ONNX nodes. `inputs` are the names of the lowered operands; returns the
 * names of the lowered results. Shapes are read from the node. `lowerBody` is for ops that have a graph inside.
 */
export type Lowering<K extends OpKind> = (
  onnx: OnnxBuilder,
  inputs: OpSignatures<string>[K]['inputs'],
  node: NodeOf<K>,
  lowerBody: LowerBody,
) => OpSignatures<string>[K]['outputs'];

/**
 * Writes into `onnx` what `results` need of the graph `body`, some of whose values have names already; tells the name
 * of each value.
 */
export type LowerBody = (
  onnx: OnnxBuilder,
  body: Graph,
  results: readonly Value[],
  names: Map<Value, string>,
) => (value: Value) => string;

/** A way to lower every op: a new op does not compile until each of them has it. */
export type Lowerings = { readonly [K in OpKind]: Lowering<K> };
