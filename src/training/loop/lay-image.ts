import type { ImageFormat } from '../data-sets/image-format.js';
import type { Placement } from './placement.js';

/** Value of the mean pixel after normalisation. */
const MEAN = 0;

/**
 * Normalises an image into `target`, both [channels, height, width].
 * @param values of each channel's 256 pixels: `normalisedValues`
 */
export function layImage(
  source: Uint8Array,
  target: Float32Array,
  { channels, height, width }: ImageFormat,
  values: Float32Array,
  placement: Placement,
): void {
  const { rows, columns, isMirrored, hole } = placement;
  for (let channel = 0; channel < channels; channel += 1) {
    const pixels = values.subarray(channel * 256, (channel + 1) * 256);
    const black = pixels[0] ?? 0;
    for (let row = 0; row < height; row += 1) {
      const at = (channel * height + row) * width;
      const fromRow = row - rows;
      if (fromRow < 0 || fromRow >= height) {
        target.fill(black, at, at + width);
        continue;
      }
      const from = (channel * height + fromRow) * width;
      for (let column = 0; column < width; column += 1) {
        const fromColumn = (isMirrored ? width - 1 - column : column) - columns;
        const isInside = fromColumn >= 0 && fromColumn < width;
        target[at + column] = isInside ? (pixels[source[from + fromColumn] ?? 0] ?? 0) : black;
      }
    }
    cutOut(target.subarray(channel * height * width, (channel + 1) * height * width), height, width, hole);
  }
}

function cutOut(plane: Float32Array, height: number, width: number, hole: Placement['hole']): void {
  const [left, right] = [Math.max(hole.column, 0), Math.min(hole.column + hole.side, width)];
  if (left >= right) return;
  for (let row = Math.max(hole.row, 0); row < Math.min(hole.row + hole.side, height); row += 1) {
    plane.fill(MEAN, row * width + left, row * width + right);
  }
}
