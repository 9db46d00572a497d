/**
 * A program that takes an advanceSession job, says so on stdout, and never ends it: it is there to be killed. argv[2]
 * is JSON of LostConsumerOptions.
 */
import { createBullBackend } from '../../src/jobs/bullmq-backend.js';
import { BullMqJobQueue } from '../../src/jobs/bullmq-job-queue.js';
import { createLogger } from '../../src/platform/logging/index.js';

export interface LostConsumerOptions {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly timings: { readonly lockMilliseconds: number; readonly stalledCheckMilliseconds: number };
  readonly prefix: string;
}

const { databaseUrl, redisUrl, timings, prefix }: LostConsumerOptions = JSON.parse(process.argv[2] ?? '{}');
const logger = createLogger('error', process.stderr);
const queue = new BullMqJobQueue(createBullBackend(databaseUrl, redisUrl), logger, timings, prefix);
await queue.consume('advanceSession', 1, async () => {
  process.stdout.write('taken\n');
  await new Promise(() => undefined);
});
