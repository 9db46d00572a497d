import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema } from '../index.js';
import { canonicalCell } from './canonical-cell.js';
import type { CellBlock, NasNetCellDescription } from './definition.js';

const spaceOf = (fields: object) =>
  createSpace(spaceDefinitionSchema.parse({ kind: 'nasnet-cell', ...fields }));
const block = (a: number, first: CellBlock['operations'][0], b: number, second = first): CellBlock => ({
  inputs: [a, b],
  operations: [first, second],
});

const blocks = fc.tuple(
  ...[2, 3, 4, 5].map((inputs) =>
    fc.record({
      inputs: fc.tuple(fc.nat({ max: inputs - 1 }), fc.nat({ max: inputs - 1 })),
      operations: fc.tuple(
        fc.constantFrom('identity' as const, 'max_pool_3x3' as const),
        fc.constantFrom('identity' as const, 'max_pool_3x3' as const),
      ),
    }),
  ),
);

/** The same cell with two neighbouring blocks exchanged, where neither takes the other, and every sum turned round. */
function rewritten(cell: readonly CellBlock[], at: number): CellBlock[] {
  const [first, second] = [cell[at], cell[at + 1]];
  const free = first && second && !second.inputs.includes(at + 2);
  const order = free ? [...cell.keys()].with(at, at + 1).with(at + 1, at) : [...cell.keys()];
  const renamed = (input: number) => (input < 2 ? input : order.indexOf(input - 2) + 2);
  return order.flatMap((index) => {
    const one = cell[index];
    if (!one) return [];
    const [a, b] = one.inputs;
    return [block(renamed(b), one.operations[1], renamed(a), one.operations[0])];
  });
}

describe('NasNetCellSpace', () => {
  it('is the micro space of ENAS by default: two inputs and two operations for each of 5 blocks of two cells', () => {
    const cell = [2n, 3n, 4n, 5n, 6n].reduce((product, inputs) => product * inputs ** 2n, 1n) * 5n ** 10n;
    expect(spaceOf({}).size).toBe(cell ** 2n);
  });

  it('writes isomorphic cells equally', () => {
    fc.assert(
      fc.property(blocks, fc.nat({ max: 2 }), (cell, at) => {
        expect(canonicalCell(rewritten(cell, at))).toBe(canonicalCell(cell));
      }),
      { numRuns: 500 },
    );
  });

  it('tells apart cells whose blocks have equal trees but are shared differently', () => {
    const twins = [block(0, 'identity', 1), block(0, 'identity', 1)];
    const each = [...twins, block(2, 'max_pool_3x3', 2), block(3, 'max_pool_3x3', 3)];
    const both = [...twins, block(2, 'max_pool_3x3', 3), block(2, 'max_pool_3x3', 3)];
    expect(canonicalCell(each)).not.toBe(canonicalCell(both));
  });

  it('concatenates the blocks that no other takes, and halves maps in reduction cells', () => {
    const space = spaceOf({ blocks: 2, stages: 2, cells: 1, filters: 4 });
    const cells: NasNetCellDescription = {
      kind: 'nasnet-cell',
      normal: [block(1, 'identity', 1, 'max_pool_3x3'), block(0, 'separable_3x3', 1, 'average_pool_3x3')],
      reduction: [block(0, 'identity', 1, 'separable_5x5'), block(2, 'identity', 1, 'max_pool_3x3')],
    };
    const { layers } = space.network(space.encode(cells), { height: 9, width: 8, channels: 1, classes: 3 });
    const outputs = layers.filter(({ operation }) => operation === 'concat');
    expect(outputs.map(({ outputShape }) => outputShape)).toEqual([
      [8, 9, 8],
      [8, 5, 4],
      [16, 5, 4],
    ]);
  });
});
