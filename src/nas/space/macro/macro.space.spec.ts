import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema, tokensAt } from '../index.js';

const spaceOf = (fields: object) => createSpace(spaceDefinitionSchema.parse({ kind: 'macro', ...fields }));
const space = spaceOf({});
const hashOf = (text: string) => space.canonicalHash(space.codec?.parse(text) ?? []);

describe('MacroSpace', () => {
  it('is NAS-Bench-Macro by default: 6,561 sequences of blocks, 3,969 different networks', () => {
    expect(space.size).toBe(6_561n);
    const hashes = Array.from({ length: 6_561 }, (_, index) =>
      space.canonicalHash(tokensAt(space.decisions, BigInt(index))),
    );
    expect(new Set(hashes).size).toBe(3_969);
  });

  it("reads and writes the benchmark's notation", () => {
    expect(space.codec?.parse('22212220')).toEqual([2, 2, 2, 1, 2, 2, 2, 0]);
    expect(space.describe([2, 2, 2, 1, 2, 2, 2, 0])).toMatchObject({
      blocks: ['mb6_k5', 'mb6_k5', 'mb6_k5', 'mb3_k3', 'mb6_k5', 'mb6_k5', 'mb6_k5', 'identity'],
    });
  });

  it('hashes equally what differs in the place of an identity within a stage, and nothing else', () => {
    expect(hashOf('22212220')).toBe(hashOf('22212202'));
    expect(hashOf('22212220')).not.toBe(hashOf('22212022'));
    expect(hashOf('22212120')).not.toBe(hashOf('22212210'));
  });

  it.each(['', '2221222', '222122200', '22212223', '2221222x'])('refuses %j', (text) => {
    expect(() => space.codec?.parse(text)).toThrow('8 digits from 0 to 2');
  });

  it('can be a space of other stages and blocks', () => {
    const small = spaceOf({ blocks: ['mb1_k7', 'identity'], layers: [2], channels: [8], stemChannels: 8 });
    const { layers } = small.network([0, 0], { height: 5, width: 8, channels: 1, classes: 4 });
    const filters = layers.filter(({ operation }) => operation === 'depthwiseConvolution');
    expect(filters.map(({ outputShape }) => outputShape)).toEqual([
      [8, 3, 4],
      [8, 3, 4],
    ]);
    expect(filters[1]).toMatchObject({ kernel: [7, 7], strides: [1, 1], parameters: 8 * 49 });
    // Only the second layer keeps the shape of what it takes.
    expect(layers.filter(({ operation }) => operation === 'add').map(({ id }) => id)).toEqual([
      'layers.1.sum',
    ]);
  });
});
