// A thread that makes batches: it answers each plan with the buffers that came with it, filled.
import { type MessagePort, workerData } from 'node:worker_threads';
import { DataSetError, type DataSetErrorCode } from '../data-sets/data-set-error.js';
import { type ImageSource, imagesOf } from '../data-sets/images.js';
import { type BatchBuffers, BatchFiller, type BatchFormat, type BatchPlan } from './batch-filler.js';

export interface BatchThreadData {
  readonly port: MessagePort;
  readonly format: BatchFormat;
  readonly split: {
    readonly count: number;
    readonly labels: Uint8Array;
    readonly source: ImageSource;
    readonly first: number;
  };
}

export interface FilledBatch {
  readonly buffers: BatchBuffers;
}
export interface BatchOrder extends FilledBatch {
  readonly plan: BatchPlan;
}
export type ThreadAnswer =
  | FilledBatch
  | { readonly message: string; readonly code: DataSetErrorCode | undefined };

const { port, format, split }: BatchThreadData = workerData;
const filler = new BatchFiller(format);
const examples = { ...split, images: imagesOf(split.source, split.first) };

port.on('message', ({ plan, buffers }: BatchOrder) => {
  try {
    filler.fill(buffers, examples, plan);
    answer({ buffers }, [buffers.images.buffer, buffers.labels.buffer]);
  } catch (error) {
    const code = error instanceof DataSetError ? error.code : undefined;
    answer({ code, message: error instanceof Error ? error.message : String(error) }, []);
  }
});

function answer(message: ThreadAnswer, transferred: readonly ArrayBuffer[]): void {
  port.postMessage(message, transferred);
}
