import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalisedValues } from '../data-sets/normalisation.js';
import { layImage } from './lay-image.js';
import { AS_IT_IS, type Placement } from './placement.js';

const format = { channels: 2, height: 3, width: 4, classes: 2 };
/** A normalisation that leaves the pixel readable: channel 0 as it is, channel 1 halved. */
const values = normalisedValues({ mean: [0, 0], std: [1, 2] });
const pixels = Uint8Array.from({ length: 24 }, (_, index) => index + 1);

function laid(placement: Placement): number[] {
  const target = new Float32Array(24).fill(Number.NaN);
  layImage(pixels, target, format, values, placement);
  return [...target];
}

/** Pad, crop, mirror and cut out, each step on its own, as PyTorch's transforms do. */
function stepByStep({ rows, columns, isMirrored, hole }: Placement): number[] {
  const { channels, height, width } = format;
  return Array.from({ length: channels * height * width }, (_, index) => {
    const column = index % width;
    const row = Math.floor(index / width) % height;
    const channel = Math.floor(index / (height * width));
    const inHole = (at: number, from: number) => at >= from && at < from + hole.side;
    if (inHole(row, hole.row) && inHole(column, hole.column)) return 0;
    const [fromRow, fromColumn] = [row - rows, (isMirrored ? width - 1 - column : column) - columns];
    const isInside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
    const pixel = isInside ? (pixels[(channel * height + fromRow) * width + fromColumn] ?? 0) : 0;
    return channel === 0 ? pixel : pixel / 2;
  });
}

describe('layImage', () => {
  it('mirrors left to right', () => {
    expect(laid({ ...AS_IT_IS, isMirrored: true }).slice(0, 8)).toEqual([4, 3, 2, 1, 8, 7, 6, 5]);
  });

  it('sets what is cut out to the mean, as far as it lies on the image', () => {
    const hole = { row: -1, column: 2, side: 3 };
    expect(laid({ ...AS_IT_IS, hole }).slice(0, 12)).toEqual([1, 2, 0, 0, 5, 6, 0, 0, 9, 10, 11, 12]);
  });

  it('does all of it at once as it does one after the other', () => {
    const small = fc.integer({ min: -5, max: 5 });
    const placements = fc.record({
      rows: small,
      columns: small,
      isMirrored: fc.boolean(),
      hole: fc.record({ row: small, column: small, side: fc.nat(6) }),
    });
    fc.assert(
      fc.property(placements, (placement) => {
        expect(laid(placement)).toEqual(stepByStep(placement));
      }),
    );
  });
});
