import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { createSpace, type RecurrentCellDescription, randomTokens, spaceDefinitionSchema } from '../index.js';
import { childrenOf } from './canonical-cell.js';

const space = createSpace(spaceDefinitionSchema.parse({ kind: 'recurrent-cell' }));

/** The same cell with the two halves of the tree exchanged. */
function mirrored(cell: RecurrentCellDescription): RecurrentCellDescription {
  const places: number[] = [];
  for (let size = 8, start = 0; size >= 1; start += size, size /= 2) {
    const half = Math.floor(size / 2);
    for (let index = 0; index < size; index += 1) places.push(start + ((index + half) % size));
  }
  return {
    ...cell,
    nodes: places.map((place) => cell.nodes[place] ?? cell.inject),
    cellInput: places.indexOf(cell.cellInput),
    cellOutput: places.indexOf(cell.cellOutput),
  };
}

describe('RecurrentCellSpace', () => {
  it('decides combination and activation of 15 nodes, how the cell state enters, and two places', () => {
    expect(space.decisions).toHaveLength(2 * 15 + 2 + 2);
    expect(space.size).toBe(8n ** 16n * 15n ** 2n);
    expect(childrenOf(14, 8)).toEqual([12, 13]);
    expect(childrenOf(8, 8)).toEqual([0, 1]);
    expect(childrenOf(7, 8)).toEqual([]);
  });

  it('hashes a cell and its mirror image equally, and others differently', () => {
    const random = new Random(2n);
    for (let draw = 0; draw < 50; draw += 1) {
      const tokens = randomTokens(space, random);
      const cell = space.describe(tokens) as RecurrentCellDescription;
      const hash = space.canonicalHash(tokens);
      expect(space.canonicalHash(space.encode(mirrored(cell)))).toBe(hash);
      expect(space.canonicalHash(tokens.with(29, (tokens[29] ?? 0) === 0 ? 1 : 0))).not.toBe(hash);
    }
  });

  it('says that its cells are trained elsewhere', () => {
    const input = { height: 8, width: 8, channels: 1, classes: 2 };
    expect(() =>
      space.network(
        space.decisions.map(() => 0),
        input,
      ),
    ).toThrow('no data set of sequences');
  });
});
