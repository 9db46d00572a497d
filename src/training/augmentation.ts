import { z } from 'zod';
import { wholeNumber, yesOrNo } from './recipe-fields.js';

/** How training images are changed, each anew in each epoch. */
export interface Augmentation {
  readonly padCrop: number;
  readonly flip: boolean;
  readonly cutout: number;
}

export const augmentationFields = z.strictObject({
  padCrop: wholeNumber(0, 64, 4)
    .default(0)
    .describe('black pixels put around an image, from which one of the old size is then cut at random'),
  flip: yesOrNo().default(false).describe('half of the images are mirrored, left to right'),
  cutout: wholeNumber(0, 256, 16)
    .default(0)
    .describe('side in pixels of a square, at a random place, that is set to the mean'),
});

/** Words that definitions were stored with before there were fields. */
const words: Readonly<Record<string, unknown>> = { none: {}, shift: { padCrop: 1 } };

export const augmentationSchema: z.ZodType<Augmentation> = z.preprocess(
  (value) => (typeof value === 'string' ? (words[value] ?? value) : value),
  augmentationFields,
);
