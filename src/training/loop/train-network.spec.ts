import { describe, expect, it } from 'vitest';
import { createSpace } from '../../nas/space/index.js';
import { floatTensor, loadOnnx, onnxRuntime } from '../../tensor/index.js';
import { loadDataSet } from '../data-sets/catalogue.js';
import { readImages } from '../data-sets/images.js';
import { type Recipe, recipeSchema } from '../recipe.js';
import type { EpochReport } from '../training-request.js';
import { LossNotFiniteError } from './loss-not-finite-error.js';
import { evenBatchSize, trainNetwork } from './train-network.js';

const dataSet = await loadDataSet({ name: 'digits' });
const space = createSpace({
  kind: 'cnn-chain',
  layers: 3,
  filterHeights: [3],
  filterWidths: [3],
  filters: [24],
});
const network = space.network([0, 0, 0, 0, 0, 0, 0, 0, 0], dataSet);

async function train(changes: Partial<Recipe>, { seed = '7', finalReport = false } = {}) {
  const reports: EpochReport[] = [];
  const recipe = recipeSchema.parse({ epochs: 3, ...changes });
  const result = await trainNetwork(
    { network, dataSet: { name: 'digits' }, recipe, seed, finalReport },
    { runtime: onnxRuntime(), threads: 1, dataSet, onEpoch: (report) => reports.push(report) },
  );
  return { result, reports };
}

const numbersOf = (reports: readonly EpochReport[]) =>
  reports.map(({ seconds: _seconds, ...numbers }) => numbers);

describe('trainNetwork', () => {
  it('learns the digits', async () => {
    const { reports, result } = await train({ epochs: 12 });
    expect(reports.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(reports.at(-1)?.validationAccuracy).toBeGreaterThan(0.95);
    expect(reports.at(-1)?.trainLoss).toBeLessThan((reports[0]?.trainLoss ?? 0) / 4);
    expect(result).toMatchObject({ epochs: 12 });
    expect(result).not.toHaveProperty('final');
  });

  it('gives the same numbers for the same seed, augmentation included, and others for another', async () => {
    const augmentation = { padCrop: 1, flip: true, cutout: 3 };
    const recipe = { augmentation, warmupEpochs: 1, optimizer: 'adamW', learningRate: 0.01 } as const;
    const [one, again, other] = [
      await train(recipe),
      await train(recipe),
      await train(recipe, { seed: '8' }),
    ];
    expect(numbersOf(again.reports)).toEqual(numbersOf(one.reports));
    expect(numbersOf(other.reports)).not.toEqual(numbersOf(one.reports));
  });

  it('refuses a batch that the training split cannot fill', async () => {
    await expect(train({ batchSize: 1079 })).rejects.toThrow(
      'a batch of 1079 is more than the 1078 training examples of digits: lower batchSize',
    );
  });

  it('stops as soon as the loss is not a number', async () => {
    await expect(train({ learningRate: 1e6, momentum: 0.99, schedule: 'constant' })).rejects.toBeInstanceOf(
      LossNotFiniteError,
    );
  });

  it('measures the test split and hands over the network when a final report is wanted', async () => {
    const { result } = await train({ epochs: 6 }, { finalReport: true });
    const { final } = result;
    expect(final?.testAccuracy).toBeGreaterThan(0.9);
    const model = await loadOnnx(final?.onnx ?? new Uint8Array());
    const { images, labels, count } = dataSet.test;
    const pixels = readImages(images, count, 64);
    let correct = 0;
    for (let index = 0; index < count; index += 1) {
      const image = floatTensor(
        [1, 1, 8, 8],
        Float32Array.from(pixels.subarray(64 * index, 64 * (index + 1))),
      );
      const { logits } = await model.run({ image });
      const row = Array.from(logits?.data ?? [], Number);
      if (row.indexOf(Math.max(...row)) === labels[index]) correct += 1;
    }
    await model.dispose();
    expect(correct / count).toBeCloseTo(final?.testAccuracy ?? 0, 10);
  });
});

describe('evenBatchSize', () => {
  it.each([
    [1, 1],
    [256, 256],
    [257, 129],
    [359, 180],
    [10_000, 250],
  ])('cuts %i examples into batches of %i', (count, size) => {
    expect(evenBatchSize(count)).toBe(size);
  });
});
