import { createHash } from 'node:crypto';
import { DataSetError } from './data-set-error.js';
import type { ImageFormat } from './image-format.js';
import { type Images, imagesFrom, imagesInMemory } from './images.js';
import { type Normalisation, PixelStatistics } from './normalisation.js';

/** Examples that serve one purpose. */
export interface Split {
  readonly count: number;
  readonly images: Images;
  /** Class indices, [count]. */
  readonly labels: Uint8Array;
}

export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

export interface DataSet extends ImageFormat, Readonly<Record<SplitName, Split>> {
  readonly name: string;
  readonly normalisation: Normalisation;
  /** SHA-256, in hex, of the format, the content and the split: what results have to name to be comparable. */
  readonly version: string;
}

export const imageSizeOf = ({ channels, height, width }: ImageFormat): number => channels * height * width;

/**
 * Completes splits to a data set in one pass over them: statistics from the training split alone, version from everything.
 * @throws DataSetError TOO_SMALL when a split has no example
 */
export function createDataSet(
  name: string,
  format: ImageFormat,
  splits: Readonly<Record<SplitName, Split>>,
): DataSet {
  const hash = createHash('sha256');
  hash.update([format.channels, format.height, format.width, format.classes].join('x'));
  const statistics = new PixelStatistics(format);
  const image = new Uint8Array(imageSizeOf(format));
  for (const split of splitNames) {
    const { count, images, labels } = splits[split];
    if (count === 0) throw new DataSetError('TOO_SMALL', `${name}: the ${split} split has no example`);
    hash.update(`/${split}:${count}/`);
    for (let index = 0; index < count; index += 1) {
      images.read(index, image);
      hash.update(image);
      if (split === 'train') statistics.add(image);
    }
    hash.update(labels);
  }
  return {
    name,
    ...format,
    ...splits,
    normalisation: statistics.normalisation(),
    version: hash.digest('hex'),
  };
}

/** The examples from `start` to before `end`: a view, not a copy. */
export const rangeOf = ({ images, labels }: Split, start: number, end: number): Split => ({
  count: end - start,
  images: imagesFrom(images, start),
  labels: labels.subarray(start, end),
});

/** The examples at `indices`, copied. */
export function selectExamples(all: Split, indices: ArrayLike<number>, format: ImageFormat): Split {
  const size = imageSizeOf(format);
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? 0;
    all.images.read(index, images.subarray(position * size, (position + 1) * size));
    labels[position] = all.labels[index] ?? 0;
  }
  return { count: indices.length, images: imagesInMemory(images), labels };
}
