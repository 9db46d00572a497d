import type { Random } from '../../nas/random.js';
import { type FloatTensor, floatTensor, type IntTensor, intTensor } from '../../tensor/index.js';
import type { DataSet, Split } from '../data-sets/data-set.js';
import { normalisedValues } from '../data-sets/normalisation.js';

/** How far an image is moved down and to the right, in pixels. */
export interface Shift {
  readonly rows: number;
  readonly columns: number;
}

export const NO_SHIFT: Shift = { rows: 0, columns: 0 };

/** Each direction -1, 0 or 1 with equal probability. */
export const randomShift = (random: Random): Shift => ({
  rows: random.integer(3) - 1,
  columns: random.integer(3) - 1,
});

/** Buffers for one batch of fixed size, filled again and again: images normalised, labels as class indices. */
export class Batch {
  /** float32 [size, channels, height, width] */
  readonly images: FloatTensor;
  /** int64 [size] */
  readonly labels: IntTensor;
  readonly #values: Float32Array;
  readonly #imageSize: number;

  constructor(
    private readonly dataSet: DataSet,
    readonly size: number,
  ) {
    const { channels, height, width } = dataSet;
    this.#imageSize = channels * height * width;
    this.#values = normalisedValues(dataSet.normalisation);
    this.images = floatTensor([size, channels, height, width]);
    this.labels = intTensor([size], new BigInt64Array(size));
  }

  /** Puts example `index` of `split` at `position`. What is moved in from outside has the value of a black pixel. */
  load(position: number, split: Split, index: number, shift: Shift = NO_SHIFT): void {
    this.labels.data[position] = BigInt(split.labels[index] ?? 0);
    const source = split.images.subarray(index * this.#imageSize, (index + 1) * this.#imageSize);
    const target = this.images.data.subarray(position * this.#imageSize, (position + 1) * this.#imageSize);
    for (let channel = 0; channel < this.dataSet.channels; channel += 1)
      this.#copy(channel, source, target, shift);
  }

  /** Puts the examples from `start` on at the positions from 0 on; says how many there were, at most `size`. */
  loadRange(split: Split, start: number): number {
    const count = Math.min(this.size, split.count - start);
    for (let position = 0; position < count; position += 1) this.load(position, split, start + position);
    return count;
  }

  #copy(channel: number, source: Uint8Array, target: Float32Array, { rows, columns }: Shift): void {
    const { height, width } = this.dataSet;
    const plane = channel * height * width;
    for (let row = 0; row < height; row += 1) {
      for (let column = 0; column < width; column += 1) {
        const fromRow = row - rows;
        const fromColumn = column - columns;
        const isInside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
        const pixel = isInside ? (source[plane + fromRow * width + fromColumn] ?? 0) : 0;
        target[plane + row * width + column] = this.#values[channel * 256 + pixel] ?? 0;
      }
    }
  }
}
