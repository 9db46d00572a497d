import type { JobName, JobPayload } from './catalogue.js';

/** A handler that throws is called again, a few times, with growing pauses; then the job is dropped. */
export type JobHandler<N extends JobName> = (payload: JobPayload<N>) => Promise<void>;

export interface JobConsumer {
  /** Takes no more jobs and resolves when those in progress have ended. */
  stop(): Promise<void>;
}

/**
 * Where jobs wait. Guarantees at-least-once delivery to one consumer at a time while the queue keeps
 * its data; none when it loses them, which the reconciler makes good.
 */
export abstract class JobQueue {
  /** Adds a job unless one with the same key waits or runs. */
  abstract enqueue<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;

  /**
   * Has this process's own consumer do a job at once, where there is one that does fewer than its `concurrency` in this way, and adds
   * it elsewhere. For whoever has just made something due: the way through the store and back would only cost time. A job whose
   * handler throws is added; one that is lost with the process the reconciler finds, like any other.
   */
  abstract hand<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void>;

  /** The same as `enqueue` for many at a time. */
  abstract enqueueAll<N extends JobName>(name: N, payloads: readonly JobPayload<N>[]): Promise<void>;

  /** Handles up to `concurrency` jobs of this kind at a time, until stopped. */
  abstract consume<N extends JobName>(
    name: N,
    concurrency: number,
    handler: JobHandler<N>,
  ): Promise<JobConsumer>;

  /** @throws DomainError UNAVAILABLE when the queue cannot be reached. */
  abstract assertReady(): Promise<void>;

  abstract close(): Promise<void>;
}
