import type { Graph, NodeOf, Value } from '../../graph.js';
import type { OpKind, OpSignatures } from '../../op-signatures.js';
import type { Operands } from './operands.js';
import type { Placed } from './placed.js';

/** Writes one node as calls of TensorFlow ops; tells where its results lie. Shapes are read from the node. */
export type RawLowering<K extends OpKind> = (
  operands: Operands,
  node: NodeOf<K>,
  lowerBody: LowerBody,
) => OpSignatures<Placed>[K]['outputs'];

/** Writes what `results` need of the graph `body`, some of whose values lie somewhere already. */
export type LowerBody = (operands: Operands, body: Graph, results: readonly Value[]) => void;

/** A new op does not compile until it has a line here. */
export type RawLowerings = { readonly [K in OpKind]: RawLowering<K> };
