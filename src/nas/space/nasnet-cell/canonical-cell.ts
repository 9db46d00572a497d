import type { CellBlock } from './definition.js';

/** The cell's two inputs come before its blocks. */
const INPUTS = 2;

/**
 * A cell written so that isomorphic ones are equal: the two terms of a block have no order, nor have its blocks beyond
 * what they take from one another. Blocks stand in the order of the trees below them; those with equal trees, which may
 * still be used differently, in whichever of their orders gives the least text.
 */
export function canonicalCell(blocks: readonly CellBlock[]): string {
  const trees: string[] = ['0', '1'];
  for (const block of blocks) trees.push(termsOf(block, (input) => trees[input] ?? ''));
  const sorted = [...blocks.keys()].sort((a, b) => inOrder(trees[a + INPUTS] ?? '', trees[b + INPUTS] ?? ''));
  const different = [...new Set(sorted.map((block) => trees[block + INPUTS]))];
  const ties = different.map((tree) => sorted.filter((block) => trees[block + INPUTS] === tree));
  const texts = ordersOf(ties).map((order) => {
    const places = new Map(order.map((block, place) => [block + INPUTS, place + INPUTS]));
    return order
      .flatMap((block) => blocks[block] ?? [])
      .map((block) => termsOf(block, (input) => String(places.get(input) ?? input)))
      .join(' ');
  });
  return texts.sort()[0] ?? '';
}

function termsOf({ inputs, operations }: CellBlock, nameOf: (input: number) => string): string {
  const terms = inputs.map((input, index) => `${operations[index]}(${nameOf(input)})`);
  return `[${terms.sort().join('+')}]`;
}

/** A tree is longer than those below it, so that shorter first is an order in which inputs come before their users. */
const inOrder = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : Number(a > b));

/** Every sequence of the groups in their order, with the members of each group in every order. */
function ordersOf(groups: readonly (readonly number[])[]): number[][] {
  return groups.reduce<number[][]>(
    (orders, group) => orders.flatMap((order) => permutations(group).map((next) => [...order, ...next])),
    [[]],
  );
}

const permutations = (values: readonly number[]): number[][] =>
  values.length === 0
    ? [[]]
    : values.flatMap((value, index) =>
        permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]),
      );
