import { oneHot } from '../one-hot.js';
import type { Decision } from '../search-space.js';
import { edges, operations } from './cell.js';

/** Every way from the input to the output, as positions of edges. */
const ways: readonly (readonly number[])[] = pathsFrom(0);
const NONE = operations.indexOf('none');
const SKIP = operations.indexOf('skip_connect');

/** Sequences of operations that change something, each with the number of ways that may have it at a time. */
const sequences: readonly { readonly key: string; readonly most: number }[] = sequencesUpTo(
  Math.max(...ways.map(({ length }) => length)),
).map((sequence) => ({
  key: sequence.join(),
  most: ways.filter(({ length }) => length >= sequence.length).length,
}));

/**
 * What a predictor knows of a cell. First its paths (after White et al., AAAI 2021, but as the cell computes them: without
 * skips, and counted): for each sequence of operations whether at least one, two ... ways from the input to the output
 * have it. Then the operation of each edge, `none` where nothing comes or nothing follows, since cells of the same
 * paths may share them differently. 70 + 30 numbers.
 */
export function cellFeatures(decisions: readonly Decision[], tokens: readonly number[]): Uint8Array {
  const counts = new Map<string, number>();
  for (const way of ways) {
    const sequence = way.map((edge) => tokens[edge] ?? NONE);
    if (sequence.includes(NONE)) continue;
    const key = sequence.filter((operation) => operation !== SKIP).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const paths = sequences.flatMap(({ key, most }) =>
    Array.from({ length: most }, (_, fewer) => ((counts.get(key) ?? 0) > fewer ? 1 : 0)),
  );
  return Uint8Array.from([...paths, ...oneHot(decisions, withoutDeadEdges(tokens))]);
}

/** An edge that is on no way without a `none` does nothing. */
function withoutDeadEdges(tokens: readonly number[]): number[] {
  const alive = new Set(ways.filter((way) => way.every((edge) => tokens[edge] !== NONE)).flat());
  return tokens.map((token, edge) => (alive.has(edge) ? token : NONE));
}

function pathsFrom(node: number): number[][] {
  return edges.flatMap(({ from, to }, edge) => {
    if (from !== node) return [];
    const rest = pathsFrom(to);
    return rest.length === 0 ? [[edge]] : rest.map((path) => [edge, ...path]);
  });
}

/** Of operations other than `none` and skips, the shortest first. */
function sequencesUpTo(length: number): number[][] {
  if (length === 0) return [[]];
  const shorter = sequencesUpTo(length - 1);
  const active = [...operations.keys()].filter((operation) => operation !== NONE && operation !== SKIP);
  const longest = shorter.filter((sequence) => sequence.length === length - 1);
  return [...shorter, ...longest.flatMap((sequence) => active.map((operation) => [...sequence, operation]))];
}
