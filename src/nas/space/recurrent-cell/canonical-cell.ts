import type { Json } from '../stable-hash.js';
import { stableJson } from '../stable-hash.js';
import type { RecurrentCellDescription } from './definition.js';

/**
 * The cell from its root down, written so that isomorphic cells are equal: sums and products have no order, and each
 * leaf has weights of its own, whatever its place.
 */
export function canonicalCell({ nodes, inject, cellInput, cellOutput }: RecurrentCellDescription): Json {
  const leaves = (nodes.length + 1) / 2;
  const written = (index: number): Json => {
    const { combination = 'add', activation = 'identity' } = nodes[index] ?? {};
    return {
      combination,
      activation,
      inject: index === cellInput ? { ...inject } : null,
      isCell: index === cellOutput,
      children: childrenOf(index, leaves)
        .map(written)
        .sort((a, b) => (stableJson(a) < stableJson(b) ? -1 : 1)),
    };
  };
  return written(nodes.length - 1);
}

/** Nodes whose values the node at `index` joins; a leaf has none. The levels of the tree follow one another. */
export function childrenOf(index: number, leaves: number): number[] {
  if (index < leaves) return [];
  const first = 2 * (index - leaves);
  return [first, first + 1];
}
