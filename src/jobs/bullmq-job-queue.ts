import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import { DomainError } from '../platform/errors/index.js';
import { type Logger, withCorrelation } from '../platform/logging/index.js';
import type { BullBackend } from './bullmq-backend.js';
import { type JobName, type JobPayload, jobs } from './catalogue.js';
import { type JobConsumer, type JobHandler, JobQueue } from './job-queue.js';
import { OwnConsumer } from './own-consumer.js';

export interface JobTimings {
  /** How long a silent worker keeps a job. */
  readonly lockMilliseconds: number;
  /** How often lost jobs are looked for. */
  readonly stalledCheckMilliseconds: number;
}

/** How long the store of the queues may take to answer whether it is there. */
const ANSWER_MILLISECONDS = 3000;

const DEFAULT_TIMINGS: JobTimings = { lockMilliseconds: 10_000, stalledCheckMilliseconds: 5_000 };

/** Connection errors arrive once a poll; one line in so long is enough. */
const ERROR_LOG_INTERVAL_MILLISECONDS = 10_000;

/** Jobs by BullMQ. Finished ones are removed at once: the tables, not the queue, are the history. */
export class BullMqJobQueue extends JobQueue {
  private readonly queues = new Map<string, Queue>();
  private readonly own = new Map<JobName, OwnConsumer>();

  constructor(
    private readonly backend: BullBackend,
    private readonly logger: Logger,
    private readonly timings: JobTimings = DEFAULT_TIMINGS,
    private readonly prefix = 'archway',
  ) {
    super();
  }

  override async enqueue<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    await this.queue(jobs[name].queue).add(name, payload, optionsOf(name, payload));
  }

  override async enqueueAll<N extends JobName>(name: N, payloads: readonly JobPayload<N>[]): Promise<void> {
    if (payloads.length === 0) return;
    const entries = payloads.map((data) => ({ name, data, opts: optionsOf(name, data) }));
    await this.queue(jobs[name].queue).addBulk(entries);
  }

  override async consume<N extends JobName>(
    name: N,
    concurrency: number,
    handler: JobHandler<N>,
  ): Promise<JobConsumer> {
    const handle = (payload: unknown) => this.handle(name, payload, handler);
    const worker = this.backend.worker(jobs[name].queue, ({ data }) => handle(data), {
      prefix: this.prefix,
      concurrency,
      lockDuration: this.timings.lockMilliseconds,
      stalledInterval: this.timings.stalledCheckMilliseconds,
      // A job survives any number of lost workers: how often a trial may lose its own is the lease's affair.
      maxStalledCount: 1_000_000,
    });
    worker.on('error', this.limitedErrorLog(name));
    worker.on('failed', (job, error) => this.logger.warn('A job failed', { job: name, id: job?.id, error }));
    await worker.waitUntilReady();
    const own = new OwnConsumer(concurrency, handle);
    this.own.set(name, own);
    const stop = async () => {
      this.own.delete(name);
      await Promise.all([own.settled(), worker.close()]);
    };
    return { stop };
  }

  override async hand<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    const own = this.own.get(name);
    if (!own?.hasRoom) return this.enqueue(name, payload);
    own.begin(payload, async (error) => {
      this.logger.warn('A job failed where it became due, and goes to the queue', { job: name, error });
      try {
        await this.enqueue(name, payload);
      } catch (reason) {
        this.logger.warn('A job could not be added: the reconciler finds it', { job: name, error: reason });
      }
    });
  }

  override async assertReady(): Promise<void> {
    try {
      await within(ANSWER_MILLISECONDS, this.queue(jobs.advanceSession.queue).getWaitingCount());
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new DomainError('UNAVAILABLE', 'The job queue does not answer', [{ field: 'queue', message }]);
    }
  }

  override async close(): Promise<void> {
    await Promise.all([...this.queues.values()].map((queue) => this.closeQueue(queue)));
  }

  /** A queue whose store is gone cannot be left in order; the process must end all the same. */
  private async closeQueue(queue: Queue): Promise<void> {
    try {
      await within(ANSWER_MILLISECONDS, queue.close());
    } catch (error) {
      this.logger.warn('A job queue could not be closed in order', { queue: queue.name, error });
      await queue.disconnect();
    }
  }

  private async handle<N extends JobName>(name: N, data: unknown, handler: JobHandler<N>): Promise<void> {
    const payload = jobs[name].payload.parse(data) as JobPayload<N>;
    await withCorrelation(payload.correlationId, () => handler(payload));
  }

  private queue(name: string): Queue {
    const known = this.queues.get(name);
    if (known) return known;
    const queue = this.backend.queue(name, { prefix: this.prefix });
    queue.on('error', this.limitedErrorLog(name));
    this.queues.set(name, queue);
    return queue;
  }

  private limitedErrorLog(source: string): (error: Error) => void {
    let last = Number.NEGATIVE_INFINITY;
    return (error) => {
      const now = performance.now();
      if (now - last < ERROR_LOG_INTERVAL_MILLISECONDS) return;
      last = now;
      this.logger.warn('The job queue reports an error', { source, error });
    };
  }
}

/** @throws Error when `work` takes longer; a client of Redis may otherwise wait for ever */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = pause(milliseconds, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer within ${milliseconds} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
}

function optionsOf<N extends JobName>(name: N, payload: JobPayload<N>) {
  return {
    jobId: keyOf(name, payload),
    attempts: 3,
    backoff: { type: 'exponential', delay: 500 },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

function keyOf<N extends JobName>(name: N, payload: JobPayload<N>): string {
  const key: (payload: JobPayload<N>) => string = jobs[name].key as never;
  return key(payload);
}
