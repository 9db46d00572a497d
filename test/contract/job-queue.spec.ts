import { Redis } from 'ioredis';
import { afterAll } from 'vitest';
import { createBullBackend } from '../../src/jobs/bullmq-backend.js';
import { BullMqJobQueue } from '../../src/jobs/bullmq-job-queue.js';
import { newId } from '../../src/platform/ids/index.js';
import { captureLog } from '../support/captured-log.js';
import { eventually } from '../support/eventually.js';
import { FakeJobQueue } from '../support/fake-job-queue.js';
import { lostConsumerProgram } from '../support/lost-consumer.js';
import { openTestDatabase } from '../support/test-database.js';
import { describeJobQueue, type JobQueueHarness } from './job-queue.contract.js';

const database = await openTestDatabase();
const consumers = await lostConsumerProgram();
afterAll(() => consumers.remove());

const REDIS_URL = process.env.REDIS_URL || 'redis://127.0.0.1:6379';
/** A busy machine may stop a process for seconds: only the consumer that is killed loses its jobs soon. */
const TIMINGS = { lockMilliseconds: 60_000, stalledCheckMilliseconds: 500 };
const TIMINGS_OF_THE_LOST = { ...TIMINGS, lockMilliseconds: 1000 };

describeJobQueue('in memory', fakeHarness);
describeJobQueue('BullMQ on Postgres', async () => bullHarness(undefined));
describeJobQueue('BullMQ on Redis', async () => bullHarness(REDIS_URL), await whyNoRedis());

async function fakeHarness(): Promise<JobQueueHarness> {
  const queue = new FakeJobQueue();
  return {
    connect: () => queue,
    loseConsumer: async () => {
      let taken = false;
      const consumer = await queue.consume('advanceSession', 1, () => {
        taken = true;
        return new Promise(() => undefined);
      });
      await eventually(() => taken, { what: 'the job to be taken' });
      queue.loseConsumer(consumer);
    },
    close: () => queue.close(),
  };
}

function bullHarness(redisUrl: string | undefined): JobQueueHarness {
  const prefix = `test-${newId()}`;
  const queues: BullMqJobQueue[] = [];
  return {
    connect: () => {
      const backend = createBullBackend(database.url, redisUrl);
      const queue = new BullMqJobQueue(backend, captureLog().logger, TIMINGS, prefix);
      queues.push(queue);
      return queue;
    },
    loseConsumer: () =>
      consumers.lose({
        databaseUrl: database.url,
        ...(redisUrl && { redisUrl }),
        timings: TIMINGS_OF_THE_LOST,
        prefix,
      }),
    close: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      if (redisUrl) await removeKeys(redisUrl, prefix);
      // There the prefix means nothing: what a test leaves waiting would reach the next one.
      else await database.query('truncate bullmq.job cascade');
    },
  };
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
}

async function whyNoRedis(): Promise<string | undefined> {
  const redis = new Redis(REDIS_URL, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return undefined;
  } catch {
    return `no Redis answers at ${new URL(REDIS_URL).host}; set REDIS_URL to one`;
  } finally {
    redis.disconnect();
  }
}
