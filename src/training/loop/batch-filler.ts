import { type DataSet, imageSizeOf, type Split } from '../data-sets/data-set.js';
import type { ImageFormat } from '../data-sets/image-format.js';
import { normalisedValues } from '../data-sets/normalisation.js';
import { layImage } from './lay-image.js';
import type { Placement } from './placement.js';

/** The format and the statistics of a data set: what a batch has to know of it. */
export type BatchFormat = ImageFormat & Pick<DataSet, 'normalisation'>;

/** Numbers of a batch. Knows no tensor, so that a thread that fills batches loads no engine. */
export interface BatchBuffers {
  /** [size, channels, height, width], normalised. */
  readonly images: Float32Array<ArrayBuffer>;
  /** [size] */
  readonly labels: BigInt64Array<ArrayBuffer>;
}

/** What a batch is made of: examples of a split, and how each is laid into it. */
export interface BatchPlan {
  readonly examples: readonly { readonly index: number; readonly placement: Placement }[];
}

export const newBuffers = (format: ImageFormat, size: number): BatchBuffers => ({
  images: new Float32Array(size * imageSizeOf(format)),
  labels: new BigInt64Array(size),
});

/** Reads examples, lays and normalises them. */
export class BatchFiller {
  readonly #values: Float32Array;
  readonly #raw: Uint8Array;

  constructor(private readonly format: BatchFormat) {
    this.#values = normalisedValues(format.normalisation);
    this.#raw = new Uint8Array(imageSizeOf(format));
  }

  /** Puts the examples of `plan` at the positions from 0 on. */
  fill(buffers: BatchBuffers, split: Split, { examples }: BatchPlan): void {
    for (const [position, { index, placement }] of examples.entries()) {
      this.load(buffers, position, split, index, placement);
    }
  }

  /** Puts example `index` of `split` at `position`. */
  load(
    { images, labels }: BatchBuffers,
    position: number,
    split: Split,
    index: number,
    placement: Placement,
  ): void {
    labels[position] = BigInt(split.labels[index] ?? 0);
    split.images.read(index, this.#raw);
    const target = images.subarray(position * this.#raw.length, (position + 1) * this.#raw.length);
    layImage(this.#raw, target, this.format, this.#values, placement);
  }
}
