import type { DataSet } from '../data-sets/data-set.js';
import type { ImageFormat } from '../data-sets/image-format.js';
import { type BatchTensors, tensorsOf } from './batch.js';
import { BatchFiller, type BatchPlan, newBuffers } from './batch-filler.js';

/** Makes the batches of a training split, in this thread or in one of its own: the numbers are the same. */
export interface TrainingBatches {
  /** Examples of a batch. */
  readonly size: number;
  /** Examples of the split. */
  readonly count: number;
  readonly format: ImageFormat;
  /** One batch for each plan, in order. It holds its numbers until the next one is asked for. */
  made(plans: Iterable<BatchPlan>): AsyncIterable<BatchTensors>;
  close(): Promise<void>;
}

/** Each batch is made when it is asked for, which is between two steps: the engine holds the thread while it runs. */
export function batchesInTurn(dataSet: DataSet, size: number): TrainingBatches {
  const filler = new BatchFiller(dataSet);
  const buffers = newBuffers(dataSet, size);
  const tensors = tensorsOf(buffers, dataSet);
  return {
    size,
    count: dataSet.train.count,
    format: dataSet,
    async *made(plans) {
      for (const plan of plans) {
        filler.fill(buffers, dataSet.train, plan);
        yield tensors;
      }
    },
    close: async () => {},
  };
}
