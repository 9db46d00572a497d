// The trainer's process. It is started by a worker, and lives no longer than the channel to it.
import { constants, setPriority } from 'node:os';
import { z } from 'zod';
import { createRuntime, isDevice, type Runtime, runtimeNames } from '../../tensor/index.js';
import { type DataSetReference, loadDataSet } from '../data-sets/catalogue.js';
import type { DataSet } from '../data-sets/data-set.js';
import { classify } from '../ending.js';
import { trainNetwork } from '../loop/train-network.js';
import { ChildLog } from './child-log.js';
import { type ChildMessage, type Order, orderSchema } from './messages.js';

const choice = z
  .strictObject({
    name: z.enum(runtimeNames),
    device: z.string().refine(isDevice),
    tensorFlowFolder: z.string(),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));
/** Made for the first order, whose answer then says what is missing. */
let runtime: Runtime | undefined;
const loaded = new Map<string, Promise<DataSet>>();

// Training must not slow down the worker that renews leases, nor the API beside it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
// A terminal's Ctrl-C reaches the whole process group: the worker decides what becomes of the trial.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit());
// The worker may have gone before the line above was reached.
if (!process.connected) process.exit();

process.on('message', (message) => {
  void obey(orderSchema.parse(message));
});

async function obey({ correlationId, threads, preparesAhead, request, checkpoint }: Order): Promise<void> {
  const log = new ChildLog(process.stdout, correlationId);
  try {
    runtime ??= createRuntime(choice);
    const result = await trainNetwork(request, {
      runtime,
      threads,
      preparesAhead,
      dataSet: await cachedDataSet(request.dataSet),
      checkpoint,
      onResume: (epochs) => log.info('training goes on from its checkpoint', { epochs }),
      onEpoch: (report) => tell({ type: 'epoch', report }),
    });
    log.info('training finished', { epochs: result.epochs, seconds: result.seconds });
    tell({ type: 'succeeded', result });
  } catch (error) {
    log.error('training failed', { reason: error instanceof Error ? error.stack : String(error) });
    tell({ type: 'failed', ...classify({ by: 'error', error }) });
  }
}

/** Data sets stay in memory from trial to trial; one that failed to load is tried again. */
function cachedDataSet(reference: DataSetReference): Promise<DataSet> {
  const key = JSON.stringify(reference);
  const cached = loaded.get(key);
  if (cached !== undefined) return cached;
  const loading = loadDataSet(reference);
  loaded.set(key, loading);
  loading.catch(() => loaded.delete(key));
  return loading;
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
