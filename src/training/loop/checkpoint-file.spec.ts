import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { createSpace } from '../../nas/space/index.js';
import { floatTensor, onnxRuntime } from '../../tensor/index.js';
import { loadDataSet } from '../data-sets/catalogue.js';
import { recipeSchema } from '../recipe.js';
import type { EpochReport, TrainingRequest } from '../training-request.js';
import { type Checkpoint, CheckpointFile } from './checkpoint-file.js';
import { trainNetwork } from './train-network.js';

const report = { epoch: 1, trainLoss: 2, validationLoss: 1, validationAccuracy: 0.5, seconds: 3 };
const position = { seed: '1', stream: '2', position: 3 };
const checkpoint: Checkpoint = {
  reports: [report],
  streams: { order: position, augmentation: position },
  variables: { w: floatTensor([1, 3], [Number.NaN, -0, 1e-45]) },
};

describe('CheckpointFile', () => {
  it('keeps every bit, leaves nothing beside itself, and is gone when removed', async () => {
    const folder = await temporaryFolder();
    const file = new CheckpointFile(join(folder, 'deep', 'trial'), 'key');
    expect(await file.load()).toBeUndefined();
    await file.save(checkpoint);
    await file.save(checkpoint);
    expect(await file.load()).toEqual(checkpoint);
    expect(await readdir(join(folder, 'deep'))).toEqual(['trial']);
    await file.remove();
    expect(await file.load()).toBeUndefined();
  });

  it('counts as absent for another training, and when it is damaged or cut short', async () => {
    const path = join(await temporaryFolder(), 'trial');
    const file = new CheckpointFile(path, 'key');
    await file.save(checkpoint);
    expect(await new CheckpointFile(path, 'another').load()).toBeUndefined();
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, bytes.length - 1));
    expect(await file.load()).toBeUndefined();
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await writeFile(path, bytes);
    expect(await file.load()).toBeUndefined();
  });

  it('is due at once, and then when so much was trained that a save costs little beside it', async () => {
    const file = new CheckpointFile(join(await temporaryFolder(), 'trial'), 'key');
    expect(file.isDue(0)).toBe(true);
    await file.save(checkpoint);
    expect(file.isDue(0)).toBe(false);
    expect(file.isDue(1e9)).toBe(true);
  });
});

const dataSet = await loadDataSet({ name: 'digits' });
const space = createSpace({
  kind: 'cnn-chain',
  layers: 2,
  filterHeights: [3],
  filterWidths: [3],
  filters: [8],
});
const request = (changes: Partial<TrainingRequest> = {}): TrainingRequest => ({
  network: space.network([0, 0, 0, 0, 0, 0], dataSet),
  dataSet: { name: 'digits' },
  recipe: recipeSchema.parse({
    epochs: 4,
    optimizer: 'adamW',
    learningRate: 0.01,
    augmentation: { padCrop: 1, cutout: 2 },
  }),
  seed: '5',
  finalReport: true,
  ...changes,
});

class Killed extends Error {}

/** Trains until `killAfter` epochs are reported. */
async function train(
  training: TrainingRequest,
  checkpointPath?: string,
  killAfter = Number.POSITIVE_INFINITY,
) {
  const reports: EpochReport[] = [];
  const result = await trainNetwork(training, {
    runtime: onnxRuntime(),
    threads: 1,
    dataSet,
    checkpoint: checkpointPath,
    onEpoch: (epoch) => {
      reports.push(epoch);
      if (reports.length === killAfter) throw new Killed();
    },
  }).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  return {
    reports,
    numbers: reports.map(({ seconds: _seconds, ...numbers }) => numbers),
    final: result?.final,
  };
}

describe('a training that was killed', () => {
  it('goes on from its last epoch and ends with the bits of an undisturbed one', async () => {
    const path = join(await temporaryFolder(), 'trial');
    const undisturbed = await train(request());
    const killed = await train(request(), path, 1);
    const resumed = await train(request(), path);
    expect(resumed.numbers).toEqual(undisturbed.numbers);
    expect(resumed.final).toEqual(undisturbed.final);
    // The epochs that were done are told once more as they were, their seconds too: nothing was trained again.
    expect(resumed.reports[0]).toEqual(killed.reports[0]);
    expect(resumed.reports[1]?.seconds).toBeGreaterThan(killed.reports[0]?.seconds ?? 0);
  });

  it('starts afresh with another seed or recipe', async () => {
    const path = join(await temporaryFolder(), 'trial');
    await train(request(), path, 1);
    const other = await train(request({ seed: '6' }), path, 1);
    expect(other.numbers).toEqual((await train(request({ seed: '6' }))).numbers.slice(0, 1));
  });
});
