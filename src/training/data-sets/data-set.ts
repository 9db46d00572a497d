import { createHash } from 'node:crypto';
import { DataSetError } from './data-set-error.js';
import type { ImageFormat } from './image-format.js';
import { type Normalisation, normalisationOf } from './normalisation.js';

/** Examples that serve one purpose. Example i has the bytes [i * size, (i + 1) * size) of `images`. */
export interface Split {
  readonly count: number;
  /** Raw pixels, [count, channels, height, width]. */
  readonly images: Uint8Array;
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

/**
 * Completes splits to a data set: statistics from the training split alone, version from everything.
 * @throws DataSetError TOO_SMALL when a split has no example
 */
export function createDataSet(
  name: string,
  format: ImageFormat,
  splits: Readonly<Record<SplitName, Split>>,
): DataSet {
  for (const split of splitNames) {
    if (splits[split].count === 0)
      throw new DataSetError('TOO_SMALL', `${name}: the ${split} split has no example`);
  }
  return {
    name,
    ...format,
    ...splits,
    normalisation: normalisationOf(splits.train.images, format),
    version: versionOf(format, splits),
  };
}

/** The examples at `indices`, copied. */
export function selectExamples(all: Split, indices: ArrayLike<number>, format: ImageFormat): Split {
  const size = format.channels * format.height * format.width;
  const images = new Uint8Array(indices.length * size);
  const labels = new Uint8Array(indices.length);
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? 0;
    images.set(all.images.subarray(index * size, (index + 1) * size), position * size);
    labels[position] = all.labels[index] ?? 0;
  }
  return { count: indices.length, images, labels };
}

function versionOf(format: ImageFormat, splits: Readonly<Record<SplitName, Split>>): string {
  const hash = createHash('sha256');
  hash.update([format.channels, format.height, format.width, format.classes].join('x'));
  for (const name of splitNames) {
    const { count, images, labels } = splits[name];
    hash.update(`/${name}:${count}/`).update(images).update(labels);
  }
  return hash.digest('hex');
}
