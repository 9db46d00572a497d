import type { Random } from '../../nas/random.js';
import type { Augmentation } from '../augmentation.js';

/** How an image is laid into a batch. */
export interface Placement {
  /** How far it is moved down and to the right, in pixels; what is moved in from outside is black. */
  readonly rows: number;
  readonly columns: number;
  /** Afterwards mirrored, left to right. */
  readonly isMirrored: boolean;
  /** Square that is then set to the mean: its first row and column, which may lie outside, and its side; 0 for none. */
  readonly hole: { readonly row: number; readonly column: number; readonly side: number };
}

const NO_HOLE = { row: 0, column: 0, side: 0 };

export const AS_IT_IS: Placement = { rows: 0, columns: 0, isMirrored: false, hole: NO_HOLE };

/**
 * Draws what a recipe's augmentation leaves to chance, all uniform: the crop (every offset of the padded image), the flip (one
 * half), and the centre of the cut-out anywhere on the image, so that a part of it may lie outside (DeVries & Taylor, arXiv
 * 1708.04552, section 3.2). What is off draws nothing.
 */
export function drawPlacement(
  { padCrop, flip, cutout }: Augmentation,
  { height, width }: { readonly height: number; readonly width: number },
  random: Random,
): Placement {
  const move = () => (padCrop === 0 ? 0 : random.integer(2 * padCrop + 1) - padCrop);
  const [rows, columns] = [move(), move()];
  const isMirrored = flip && random.integer(2) === 1;
  if (cutout === 0) return { rows, columns, isMirrored, hole: NO_HOLE };
  const before = Math.floor(cutout / 2);
  const [row, column] = [random.integer(height) - before, random.integer(width) - before];
  return { rows, columns, isMirrored, hole: { row, column, side: cutout } };
}
