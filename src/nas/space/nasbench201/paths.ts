import { edges, operations } from './cell.js';

/** Every way from the input to the output, as positions of edges. */
const ways: readonly (readonly number[])[] = pathsFrom(0);
const NONE = operations.indexOf('none');
const LONGEST = Math.max(...ways.map(({ length }) => length));
/** Where the sequences of each length begin in a row of features. */
const starts = Array.from({ length: LONGEST + 1 }, (_, length) =>
  Array.from({ length }, (_, shorter) => operations.length ** shorter).reduce(
    (sum, count) => sum + count,
    -1,
  ),
);

/**
 * Path encoding (White et al., AAAI 2021): a feature for each sequence of operations, 1 where some way from the input
 * to the output has it. A way with a `none` leads nowhere. 155 numbers.
 */
export function pathFeatures(tokens: readonly number[]): Uint8Array {
  const features = new Uint8Array((starts[LONGEST] ?? 0) + operations.length ** LONGEST);
  for (const way of ways) {
    const sequence = way.map((edge) => tokens[edge] ?? NONE);
    if (sequence.includes(NONE)) continue;
    const rank = sequence.reduce((sum, operation) => sum * operations.length + operation, 0);
    features[(starts[way.length] ?? 0) + rank] = 1;
  }
  return features;
}

function pathsFrom(node: number): number[][] {
  return edges.flatMap(({ from, to }, edge) => {
    if (from !== node) return [];
    const rest = pathsFrom(to);
    return rest.length === 0 ? [[edge]] : rest.map((path) => [edge, ...path]);
  });
}
