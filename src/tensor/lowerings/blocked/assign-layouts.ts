import type { Node, NodeOf, Value } from '../../graph.js';
import type { OpKind } from '../../op-signatures.js';
import type { BlockedOp } from './blocked-op.js';
import { blockedOps } from './blocked-ops.js';

/** `gains`: blocks where an op gains by them; `everywhere`: wherever they fit, so that tests reach every op. */
export type Reach = 'gains' | 'everywhere';

/**
 * The nodes of `nodes`, in the order of the graph, that are to be written in blocks of channels. Leaders are; a node that
 * follows is where one of its maps is in blocks; one that joins is where what reads it is.
 */
export function assignLayouts(nodes: readonly Node[], block: number, reach: Reach): ReadonlySet<Node> {
  const chosen = new Set<Node>();
  const maps = new Set<Value>();
  const readers = readersOf(nodes);
  const isDue = <K extends OpKind>(node: NodeOf<K>): boolean => {
    const op = blockedOpOf(node);
    if (!op?.fits(node, block)) return false;
    if (reach === 'everywhere') return true;
    if (op.role === 'leads') return op.gains?.(node, block) ?? true;
    if (op.role === 'joins') return (readers.get(node) ?? []).some((reader) => chosen.has(reader));
    return node.inputs.some((input: Value) => maps.has(input));
  };
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size;
    for (const node of nodes) {
      if (chosen.has(node) || !isDue(node)) continue;
      chosen.add(node);
      for (const output of node.outputs) if (isGivenInBlocks(output)) maps.add(output);
    }
  }
  return chosen;
}

/** Whether a result of a node that is written in blocks lies in blocks itself: of its results the maps do. */
export function isGivenInBlocks({ node, shape }: Value): boolean {
  return blockedOpOf(node)?.gives === 'blocked' && shape.length === 4;
}

export function blockedOpOf<K extends OpKind>(node: NodeOf<K>): BlockedOp<K> | undefined {
  return blockedOps[node.kind] as BlockedOp<K> | undefined;
}

function readersOf(nodes: readonly Node[]): ReadonlyMap<Node, readonly Node[]> {
  const readers = new Map<Node, Node[]>();
  for (const reader of nodes) {
    for (const { node } of reader.inputs) {
      const known = readers.get(node);
      if (known) known.push(reader);
      else readers.set(node, [reader]);
    }
  }
  return readers;
}
