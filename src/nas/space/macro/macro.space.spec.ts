import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpace } from '../index.js';

const space = createSpace({ kind: 'macro' });
const networks = fc.tuple(...space.decisions.map(() => fc.nat({ max: 2 })));

describe('MacroSpace', () => {
  it('chooses one of 3 blocks for each of 8 layers', () => {
    expect(space.size).toBe(6_561n);
    expect(space.describe([2, 2, 2, 1, 2, 2, 2, 0])).toMatchObject({
      blocks: expect.arrayContaining(['identity']),
    });
  });

  it("reads and writes the benchmark's notation, and encodes what it describes", () => {
    expect(space.codec?.parse('22212220')).toEqual([2, 2, 2, 1, 2, 2, 2, 0]);
    fc.assert(
      fc.property(networks, networks, (a, b) => {
        expect(space.codec?.parse(space.codec.format(a))).toEqual(a);
        expect(space.encode(space.describe(a))).toEqual(a);
        expect(space.canonicalHash(a) === space.canonicalHash(b)).toBe(String(a) === String(b));
      }),
    );
  });

  it.each(['', '2221222', '222122200', '22212223', '2221222x'])('refuses %j', (text) => {
    expect(() => space.codec?.parse(text)).toThrow('8 digits from 0 to 2');
  });
});
