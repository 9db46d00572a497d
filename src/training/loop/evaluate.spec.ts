import { describe, expect, it } from 'vitest';
import { type Executable, floatTensor } from '../../tensor/index.js';
import { createDataSet, type Split } from '../data-sets/data-set.js';
import { imagesInMemory } from '../data-sets/images.js';
import { IMAGE, LOGITS } from '../network/names.js';
import { Batch } from './batch.js';
import { crossEntropy, evaluate } from './evaluate.js';

const split = (pixels: readonly number[], labels: readonly number[]): Split => ({
  count: labels.length,
  images: imagesInMemory(Uint8Array.from(pixels)),
  labels: Uint8Array.from(labels),
});

describe('crossEntropy', () => {
  it('is -log of the softmax, for logits of any size', () => {
    expect(crossEntropy([0, 0, 0, 0], 2)).toBeCloseTo(Math.log(4), 12);
    expect(crossEntropy([Math.log(3), 0], 0)).toBeCloseTo(-Math.log(0.75), 12);
    expect(crossEntropy([5000, 0], 1)).toBe(5000);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('lets %s through as NaN', (logit) => {
    expect(crossEntropy([logit, 0], 1)).toBeNaN();
  });
});

describe('evaluate', () => {
  const examples = split([10, 20, 30, 40, 50], [0, 1, 1, 0, 1]);
  const dataSet = createDataSet(
    'five',
    { channels: 1, height: 1, width: 1, classes: 2 },
    { train: split([0, 2], [0, 1]), validation: examples, test: examples },
  );

  it.each([1, 2, 3, 5, 8])('counts each example once in batches of %i', async (size) => {
    // Mean and deviation of the training split are 1, so that the pixel is the input + 1. Right up to 30.
    const fake: Pick<Executable, 'run'> = {
      run: async ({ [IMAGE]: image }) => {
        const pixels = [...(image?.data ?? [])].map((value) => Number(value) + 1);
        const rows = pixels.flatMap((pixel) => (pixel === 10 || pixel === 50 ? [1, 0] : [0, 1]));
        return { [LOGITS]: floatTensor([size, 2], rows) };
      },
    };
    const { loss, accuracy } = await evaluate(fake, dataSet.validation, new Batch(dataSet, size));
    const right = Math.log(1 + Math.exp(-1));
    expect(accuracy).toBe(3 / 5);
    expect(loss).toBeCloseTo((3 * right + 2 * (right + 1)) / 5, 6);
  });
});
