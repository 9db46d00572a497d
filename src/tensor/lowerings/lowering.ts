import type { NodeOf } from '../graph.js';
import type { OpKind, OpSignatures } from '../op-signatures.js';
import type { OnnxBuilder } from './onnx-builder.js';

/**
 * Writes one node of a graph as ONNX nodes. `inputs` are the names of the lowered operands; returns the
 * names of the lowered results. Shapes are read from the node.
 */
export type Lowering<K extends OpKind> = (
  onnx: OnnxBuilder,
  inputs: OpSignatures<string>[K]['inputs'],
  node: NodeOf<K>,
) => OpSignatures<string>[K]['outputs'];

/** A way to lower every op: a new op does not compile until each of them has it. */
export type Lowerings = { readonly [K in OpKind]: Lowering<K> };
