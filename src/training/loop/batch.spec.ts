import { describe, expect, it } from 'vitest';
import { createDataSet, type Split } from '../data-sets/data-set.js';
import { imagesInMemory } from '../data-sets/images.js';
import { Batch } from './batch.js';
import { AS_IT_IS } from './placement.js';

const format = { channels: 2, height: 2, width: 3, classes: 4 };
const split: Split = {
  count: 2,
  images: imagesInMemory(Uint8Array.from({ length: 24 }, (_, index) => index + 1)),
  labels: Uint8Array.from([3, 1]),
};
const dataSet = createDataSet('two', format, { train: split, validation: split, test: split });
const { mean, std } = dataSet.normalisation;

/** Raw pixels of the example at `position`. */
const pixelsAt = (batch: Batch, position: number) =>
  Array.from(batch.images.data.subarray(position * 12, (position + 1) * 12), (value, index) => {
    const channel = Math.floor(index / 6);
    return Math.round(Number(value) * (std[channel] ?? 0) + (mean[channel] ?? 0));
  });

describe('Batch', () => {
  it('holds normalised images and labels at the positions asked for', () => {
    const batch = new Batch(dataSet, 3);
    batch.load(0, split, 1);
    batch.load(2, split, 0);
    expect(batch.images.shape).toEqual([3, 2, 2, 3]);
    expect(pixelsAt(batch, 0)).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
    expect(pixelsAt(batch, 2)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(batch.labels.data).toEqual(BigInt64Array.of(1n, 0n, 3n));
  });

  it('normalises the training split to mean 0 and deviation 1 in each channel', () => {
    const batch = new Batch(dataSet, 2);
    batch.loadRange(split, 0);
    for (const channel of [0, 1]) {
      const values = [0, 1].flatMap((position) =>
        Array.from(
          batch.images.data.subarray(position * 12 + channel * 6, position * 12 + channel * 6 + 6),
          Number,
        ),
      );
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length - average ** 2;
      expect(average).toBeCloseTo(0, 6);
      expect(variance).toBeCloseTo(1, 6);
    }
  });

  it('moves an image and fills what is uncovered with black', () => {
    const batch = new Batch(dataSet, 1);
    batch.load(0, split, 0, { ...AS_IT_IS, rows: 1, columns: -1 });
    expect(pixelsAt(batch, 0)).toEqual([0, 0, 0, 2, 3, 0, 0, 0, 0, 8, 9, 0]);
  });

  it('loads no more than there is', () => {
    const batch = new Batch(dataSet, 3);
    expect(batch.loadRange(split, 0)).toBe(2);
    expect(batch.loadRange(split, 1)).toBe(1);
    expect(pixelsAt(batch, 0)[0]).toBe(13);
  });
});
