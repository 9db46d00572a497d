import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { DataSet } from '../data-sets/data-set.js';
import { DataSetError } from '../data-sets/data-set-error.js';
import { packageRoot } from '../package-root.js';
import { type BatchTensors, tensorsOf } from './batch.js';
import { type BatchBuffers, type BatchPlan, newBuffers } from './batch-filler.js';
import type { BatchOrder, BatchThreadData, ThreadAnswer } from './batch-thread.js';
import type { TrainingBatches } from './training-batches.js';

/** Compiled: a thread starts from a file. */
export const batchThreadFile = () =>
  join(packageRoot(), 'dist', 'src', 'training', 'loop', 'batch-thread.js');

/** What a thread has to be sent to make batches of the training split; images in memory are shared with it. */
export function batchThreadData(dataSet: DataSet): Omit<BatchThreadData, 'port'> {
  const { channels, height, width, classes, normalisation, train } = dataSet;
  const { count, labels, images } = train;
  return {
    format: { channels, height, width, classes, normalisation },
    split: { count, labels, source: images.source, first: images.first },
  };
}

/**
 * Batches that a thread makes while the step before runs. Two sets of buffers go to and fro: while a step reads the one, the
 * thread fills the other.
 */
export function batchesAhead(dataSet: DataSet, size: number): TrainingBatches {
  const { port1: port, port2 } = new MessageChannel();
  const workerData: BatchThreadData = { ...batchThreadData(dataSet), port: port2 };
  const thread = new Worker(batchThreadFile(), { workerData, transferList: [port2] });
  const failed = new AbortController();
  thread.once('error', (error) => failed.abort(error));
  const idle = [newBuffers(dataSet, size), newBuffers(dataSet, size)];

  async function make(plan: BatchPlan): Promise<BatchBuffers> {
    const order: BatchOrder = { plan, buffers: idle.pop() ?? newBuffers(dataSet, size) };
    port.postMessage(order, [order.buffers.images.buffer, order.buffers.labels.buffer]);
    const [answer] = (await once(port, 'message', { signal: failed.signal }).catch(() => {
      throw failed.signal.reason;
    })) as [ThreadAnswer];
    if ('buffers' in answer) return answer.buffers;
    throw answer.code ? new DataSetError(answer.code, answer.message) : new Error(answer.message);
  }

  function* lent(buffers: BatchBuffers): Generator<BatchTensors> {
    yield tensorsOf(buffers, dataSet);
    idle.push(buffers);
  }

  return {
    size,
    count: dataSet.train.count,
    format: dataSet,
    async *made(plans) {
      let next: Promise<BatchBuffers> | undefined;
      try {
        for (const plan of plans) {
          const current = await next;
          next = make(plan);
          // What goes wrong is told to whoever waits for that batch, which is not yet.
          next.catch(() => {});
          if (current) yield* lent(current);
        }
        if (next) yield* lent(await next);
      } finally {
        // An answer that nobody waits for would be taken for that to the next plan.
        await next?.catch(() => {});
      }
    },
    async close() {
      port.close();
      await thread.terminate();
    },
  };
}
