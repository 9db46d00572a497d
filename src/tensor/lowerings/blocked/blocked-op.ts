import type { NodeOf } from '../../graph.js';
import type { OpKind, OpSignatures } from '../../op-signatures.js';
import type { BlockedMaps } from './blocked-maps.js';

/** How an op of kind K is written where maps lie in blocks of channels. */
export interface BlockedOp<K extends OpKind> {
  /**
   * `leads`: wherever it gains more than reordering costs. `follows`: where a map that it reads lies in
   * blocks already. `joins`: where what reads it is written in blocks.
   */
  readonly role: 'leads' | 'follows' | 'joins';
  /** The layout of the maps that it gives; what is no map is plain. */
  readonly gives: 'blocked' | 'plain';
  /** Whether the layout can hold this node: what does not fit is lowered plainly. */
  readonly fits: (node: NodeOf<K>, block: number) => boolean;
  /** Of what leads: whether it is faster in blocks. */
  readonly gains?: (node: NodeOf<K>, block: number) => boolean;
  /** Writes the node; the names of its results, each in its layout. */
  readonly write: (maps: BlockedMaps, node: NodeOf<K>) => OpSignatures<string>[K]['outputs'];
}

export type BlockedOps = { readonly [K in OpKind]?: BlockedOp<K> };
