import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../nas/random.js';
import { AS_IT_IS, drawPlacement } from './placement.js';

const format = { height: 5, width: 4 };
const NONE = { padCrop: 0, flip: false, cutout: 0 };
const seeds = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe('drawPlacement', () => {
  it('draws every crop, both mirrorings and every centre of the cut-out', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = new Random(seed);
        const drawn = Array.from({ length: 600 }, () =>
          drawPlacement({ padCrop: 1, flip: true, cutout: 3 }, format, random),
        );
        const seen = (part: (placement: (typeof drawn)[number]) => unknown) =>
          new Set(drawn.map((placement) => JSON.stringify(part(placement)))).size;
        expect(seen(({ rows, columns }) => [rows, columns])).toBe(9);
        expect(seen(({ isMirrored }) => isMirrored)).toBe(2);
        expect(seen(({ hole }) => hole)).toBe(20);
        expect(Math.min(...drawn.map(({ hole }) => hole.row))).toBe(-1);
        expect(Math.max(...drawn.map(({ hole }) => hole.column))).toBe(2);
      }),
      { numRuns: 20 },
    );
  });

  it('draws nothing for what is off', () => {
    const random = new Random(1n);
    expect(drawPlacement(NONE, format, random)).toEqual(AS_IT_IS);
    expect(random.snapshot().position).toBe(0);
  });
});
