import { SpaceError } from '../space-error.js';
import { chosen } from '../tokens.js';

/** What an edge may do, in the order of the benchmark's authors. */
export const operations = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const;

const names: readonly string[] = operations;

export type CellOperation = (typeof operations)[number];

/** The edges of the cell: node 0 is its input, node 3 its output. A token stands for each, in this order. */
export const edges = [
  { from: 0, to: 1 },
  { from: 0, to: 2 },
  { from: 1, to: 2 },
  { from: 0, to: 3 },
  { from: 1, to: 3 },
  { from: 2, to: 3 },
] as const;

const EXAMPLE = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|';

/** `|op~0|+|op~0|op~1|+|op~0|op~1|op~2|` */
export function formatCell(tokens: readonly number[]): string {
  const terms = edges.map(({ from, to }, edge) => ({
    to,
    text: `${chosen(operations, tokens[edge])}~${from}`,
  }));
  const nodes = [1, 2, 3].map((node) => terms.filter(({ to }) => to === node).map(({ text }) => text));
  return nodes.map((texts) => `|${texts.join('|')}|`).join('+');
}

/**
 * The inverse of `formatCell`.
 * @throws SpaceError INVALID_DESCRIPTION
 */
export function parseCell(text: string): number[] {
  const terms = text.split('+').flatMap((node, index) =>
    node.startsWith('|') && node.endsWith('|')
      ? node
          .slice(1, -1)
          .split('|')
          .map((term) => ({ to: index + 1, term }))
      : [],
  );
  const tokens = edges.map(({ from, to }, edge) => {
    const [name, source, ...rest] = terms[edge]?.term.split('~') ?? [];
    const wellPlaced = terms[edge]?.to === to && source === String(from) && rest.length === 0;
    return wellPlaced && name !== undefined ? names.indexOf(name) : -1;
  });
  const wrong = tokens.indexOf(-1);
  if (wrong < 0 && terms.length === edges.length) return tokens;
  const { from, to } = edges[Math.max(wrong, 0)] ?? edges[0];
  throw new SpaceError(
    'INVALID_DESCRIPTION',
    `'${text}' is no cell of nasbench201: the edge from node ${from} to node ${to} must be one of ` +
      `${operations.join(', ')}, as in ${EXAMPLE}`,
  );
}

/**
 * What the cell computes, written so that isomorphic cells are equal: a skip stands for its source, what comes of a
 * zero is zero, and the terms of a sum are in order. These are the authors' rules, which leave zeros in the sums.
 */
export function canonicalCell(tokens: readonly number[]): string {
  const ZERO = '#';
  const nodes = ['0'];
  for (const node of [1, 2, 3]) {
    const terms = edges.flatMap(({ from, to }, edge) => {
      if (to !== node) return [];
      const source = nodes[from] ?? ZERO;
      const operation = chosen(operations, tokens[edge]);
      if (operation === 'none' || source === ZERO) return [ZERO];
      return [operation === 'skip_connect' ? source : `(${source})@${operation}`];
    });
    nodes.push(terms.sort().join('+'));
  }
  return nodes[3] ?? ZERO;
}
