import { type FloatTensor, floatTensor, type IntTensor, intTensor } from '../../tensor/index.js';
import type { Split } from '../data-sets/data-set.js';
import { type BatchBuffers, BatchFiller, type BatchFormat, newBuffers } from './batch-filler.js';
import { AS_IT_IS, type Placement } from './placement.js';

/** What a step is fed: images normalised, labels as class indices. */
export interface BatchTensors {
  /** float32 [size, channels, height, width] */
  readonly images: FloatTensor;
  /** int64 [size] */
  readonly labels: IntTensor;
}

/** The buffers as tensors, not copied. */
export function tensorsOf(
  { images, labels }: BatchBuffers,
  { channels, height, width }: BatchFormat,
): BatchTensors {
  return {
    images: floatTensor([labels.length, channels, height, width], images),
    labels: intTensor([labels.length], labels),
  };
}

/** One batch of fixed size, filled again and again. */
export class Batch implements BatchTensors {
  readonly images: FloatTensor;
  readonly labels: IntTensor;
  readonly #buffers: BatchBuffers;
  readonly #filler: BatchFiller;

  constructor(
    format: BatchFormat,
    readonly size: number,
  ) {
    this.#buffers = newBuffers(format, size);
    this.#filler = new BatchFiller(format);
    const { images, labels } = tensorsOf(this.#buffers, format);
    this.images = images;
    this.labels = labels;
  }

  /** Puts example `index` of `split` at `position`. */
  load(position: number, split: Split, index: number, placement: Placement = AS_IT_IS): void {
    this.#filler.load(this.#buffers, position, split, index, placement);
  }

  /** Puts the examples from `start` on at the positions from 0 on; says how many there were, at most `size`. */
  loadRange(split: Split, start: number): number {
    const count = Math.min(this.size, split.count - start);
    for (let position = 0; position < count; position += 1) this.load(position, split, start + position);
    return count;
  }
}
