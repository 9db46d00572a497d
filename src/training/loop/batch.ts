import { type FloatTensor, floatTensor, type IntTensor, intTensor } from '../../tensor/index.js';
import type { DataSet, Split } from '../data-sets/data-set.js';
import { normalisedValues } from '../data-sets/normalisation.js';
import { layImage } from './lay-image.js';
import { AS_IT_IS, type Placement } from './placement.js';

/** Buffers for one batch of fixed size, filled again and again: images normalised, labels as class indices. */
export class Batch {
  /** float32 [size, channels, height, width] */
  readonly images: FloatTensor;
  /** int64 [size] */
  readonly labels: IntTensor;
  readonly #values: Float32Array;
  readonly #imageSize: number;
  readonly #raw: Uint8Array;

  constructor(
    readonly format: DataSet,
    readonly size: number,
  ) {
    const { channels, height, width } = format;
    this.#imageSize = channels * height * width;
    this.#raw = new Uint8Array(this.#imageSize);
    this.#values = normalisedValues(format.normalisation);
    this.images = floatTensor([size, channels, height, width]);
    this.labels = intTensor([size], new BigInt64Array(size));
  }

  /** Puts example `index` of `split` at `position`. */
  load(position: number, split: Split, index: number, placement: Placement = AS_IT_IS): void {
    this.labels.data[position] = BigInt(split.labels[index] ?? 0);
    split.images.read(index, this.#raw);
    const target = this.images.data.subarray(position * this.#imageSize, (position + 1) * this.#imageSize);
    layImage(this.#raw, target, this.format, this.#values, placement);
  }

  /** Puts the examples from `start` on at the positions from 0 on; says how many there were, at most `size`. */
  loadRange(split: Split, start: number): number {
    const count = Math.min(this.size, split.count - start);
    for (let position = 0; position < count; position += 1) this.load(position, split, start + position);
    return count;
  }
}
