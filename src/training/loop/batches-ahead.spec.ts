// The thread is the compiled one: `npm test` builds dist/ before.
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { Random } from '../../nas/random.js';
import { loadDataSet } from '../data-sets/catalogue.js';
import { createDataSet, type DataSet } from '../data-sets/data-set.js';
import { imagesInFiles } from '../data-sets/images.js';
import { type BatchPlan, newBuffers } from './batch-filler.js';
import { batchesAhead, batchThreadData, batchThreadFile } from './batches-ahead.js';
import { AS_IT_IS, drawPlacement } from './placement.js';
import { batchesInTurn, type TrainingBatches } from './training-batches.js';

const SIZE = 16;
const digits = await loadDataSet({ name: 'digits' });

const opened: TrainingBatches[] = [];
afterEach(() => Promise.all(opened.splice(0).map((batches) => batches.close())));
function open(kind: typeof batchesAhead, dataSet: DataSet): TrainingBatches {
  const batches = kind(dataSet, SIZE);
  opened.push(batches);
  return batches;
}

/** Seven batches of examples at random, moved, mirrored and cut at random. */
function plansOf(dataSet: DataSet): BatchPlan[] {
  const random = new Random(7n);
  return Array.from({ length: 7 }, () => ({
    examples: Array.from({ length: SIZE }, () => ({
      index: random.integer(dataSet.train.count),
      placement: drawPlacement({ padCrop: 2, flip: true, cutout: 3 }, dataSet, random),
    })),
  }));
}

async function made(batches: TrainingBatches, plans: readonly BatchPlan[]) {
  const copies: { images: Float32Array; labels: BigInt64Array }[] = [];
  for await (const { images, labels } of batches.made(plans)) {
    copies.push({ images: images.data.slice(), labels: labels.data.slice() });
  }
  return copies;
}

/** Thirty images of two channels in a file, the training split from the fifth on. */
async function inFile(): Promise<{ path: string; dataSet: DataSet }> {
  const path = join(await temporaryFolder(), 'images');
  await writeFile(
    path,
    Uint8Array.from({ length: 30 * 12 }, (_, index) => (index * 37) % 256),
  );
  const format = { channels: 2, height: 2, width: 3, classes: 10 };
  const split = (offset: number, count: number) => ({
    count,
    images: imagesInFiles([{ path, count, offset, stride: 12 }]),
    labels: Uint8Array.from({ length: count }, (_, index) => index % 10),
  });
  const splits = { train: split(60, 25), validation: split(0, 2), test: split(24, 3) };
  return { path, dataSet: createDataSet('file', format, splits) };
}

describe('batches that a thread makes', () => {
  it.each(['memory', 'files'])('are those that are made in turn, of images in %s', async (place) => {
    const dataSet = place === 'memory' ? digits : (await inFile()).dataSet;
    const plans = plansOf(dataSet);
    const [ahead, inTurn] = [open(batchesAhead, dataSet), open(batchesInTurn, dataSet)];
    const expected = await made(inTurn, plans);
    expect(expected).toHaveLength(plans.length);
    expect(await made(ahead, plans)).toEqual(expected);
    // As in the next epoch, after one that was ended early.
    for await (const _ of ahead.made(plans)) break;
    expect(await made(ahead, plans)).toEqual(expected);
    expect(await made(ahead, [])).toEqual([]);
  });

  it('come while this thread does something else', async () => {
    const { port1: port, port2 } = new MessageChannel();
    const workerData = { ...batchThreadData(digits), port: port2 };
    const thread = new Worker(batchThreadFile(), { workerData, transferList: [port2] });
    const plan: BatchPlan = { examples: [{ index: 3, placement: AS_IT_IS }] };
    port.postMessage({ plan, buffers: newBuffers(digits, 1) });
    // This thread is never given up, as by an engine that holds it.
    const deadline = performance.now() + 30_000;
    let answer: { message: unknown } | undefined;
    while (answer === undefined && performance.now() < deadline) answer = receiveMessageOnPort(port);
    expect(answer?.message).toMatchObject({
      buffers: { labels: BigInt64Array.of(BigInt(digits.train.labels[3] ?? -1)) },
    });
    port.close();
    await thread.terminate();
  });

  it('fail where a file has changed, as a data set does', async () => {
    const { path, dataSet } = await inFile();
    await utimes(path, 1, 1);
    await expect(made(open(batchesAhead, dataSet), plansOf(dataSet))).rejects.toMatchObject({
      name: 'DataSetError',
      code: 'FILE_INVALID',
      message: expect.stringContaining(`${path}: has changed`),
    });
  });
});
