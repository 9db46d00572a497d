import {
  type JobConsumer,
  type JobHandler,
  type JobName,
  type JobPayload,
  JobQueue,
  jobs,
} from '../../src/jobs/index.js';
import { withCorrelation } from '../../src/platform/logging/index.js';

const MAXIMUM_ATTEMPTS = 3;

interface FakeJob {
  readonly name: JobName;
  readonly payload: unknown;
  attempts: number;
  consumer: FakeConsumer | undefined;
}

/** Jobs in memory with the guarantees of the port; retries come at once. */
export class FakeJobQueue extends JobQueue {
  private readonly known = new Map<string, FakeJob>();
  private readonly consumers = new Set<FakeConsumer>();

  override async enqueue<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    const key = `${jobs[name].queue}/${(jobs[name].key as (payload: JobPayload<N>) => string)(payload)}`;
    if (this.known.has(key)) return;
    this.known.set(key, { name, payload: structuredClone(payload), attempts: 0, consumer: undefined });
    this.dispatch();
  }

  /** Whoever consumes is in this process, and takes what is added at once. */
  override async hand<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
    await this.enqueue(name, payload);
  }

  override async enqueueAll<N extends JobName>(name: N, payloads: readonly JobPayload<N>[]): Promise<void> {
    for (const payload of payloads) await this.enqueue(name, payload);
  }

  override async consume<N extends JobName>(
    name: N,
    concurrency: number,
    handler: JobHandler<N>,
  ): Promise<FakeConsumer> {
    const consumer = new FakeConsumer(name, concurrency, handler as JobHandler<JobName>, () =>
      this.consumers.delete(consumer),
    );
    this.consumers.add(consumer);
    this.dispatch();
    return consumer;
  }

  override async assertReady(): Promise<void> {}

  override async close(): Promise<void> {}

  /** What waits or runs, oldest first. */
  pending<N extends JobName>(name: N): JobPayload<N>[] {
    return [...this.known.values()]
      .filter((job) => job.name === name)
      .map((job) => job.payload as JobPayload<N>);
  }

  /** Loses every job, as a queue does whose data are gone. */
  loseJobs(): void {
    this.known.clear();
  }

  /** Takes a consumer away in the middle of its work: its jobs are delivered to others. */
  loseConsumer(consumer: FakeConsumer): void {
    this.consumers.delete(consumer);
    for (const job of this.known.values()) if (job.consumer === consumer) job.consumer = undefined;
    this.dispatch();
  }

  private dispatch(): void {
    for (const [key, job] of this.known) {
      if (job.consumer) continue;
      const consumer = [...this.consumers].find((candidate) => candidate.hasRoomFor(job.name));
      if (consumer) this.run(key, job, consumer);
    }
  }

  private run(key: string, job: FakeJob, consumer: FakeConsumer): void {
    job.consumer = consumer;
    job.attempts += 1;
    consumer.handle(job.payload).then(
      () => this.finish(key, job, consumer, true),
      () => this.finish(key, job, consumer, job.attempts === MAXIMUM_ATTEMPTS),
    );
  }

  /** A consumer that was lost meanwhile has no say in what becomes of the job. */
  private finish(key: string, job: FakeJob, consumer: FakeConsumer, done: boolean): void {
    if (job.consumer === consumer) {
      job.consumer = undefined;
      if (done && this.known.get(key) === job) this.known.delete(key);
    }
    this.dispatch();
  }
}

export class FakeConsumer implements JobConsumer {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly name: JobName,
    private readonly concurrency: number,
    private readonly handler: JobHandler<JobName>,
    private readonly leave: () => void,
  ) {}

  hasRoomFor(name: JobName): boolean {
    return name === this.name && this.running.size < this.concurrency;
  }

  async handle(data: unknown): Promise<void> {
    const work = this.perform(data);
    this.running.add(work);
    try {
      await work;
    } finally {
      this.running.delete(work);
    }
  }

  async stop(): Promise<void> {
    this.leave();
    await Promise.allSettled(this.running);
  }

  private async perform(data: unknown): Promise<void> {
    const payload = jobs[this.name].payload.parse(data);
    await withCorrelation(payload.correlationId, () => this.handler(payload));
  }
}
