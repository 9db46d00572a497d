import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { type JobConsumer, JobQueue } from '../../jobs/index.js';
import { AdvanceSessionService } from './advance-session.service.js';

/** Sessions that one process advances at a time: a step is mostly waiting for Postgres. */
const CONCURRENCY = 4;

@Injectable()
export class SearchWorker implements OnModuleInit, BeforeApplicationShutdown {
  private consumer: JobConsumer | undefined;

  constructor(
    private readonly queue: JobQueue,
    private readonly advancing: AdvanceSessionService,
  ) {}

  async onModuleInit(): Promise<void> {
    this.consumer = await this.queue.consume('advanceSession', CONCURRENCY, ({ sessionId, ifAt }) =>
      this.advancing.advance(sessionId, ifAt),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.consumer?.stop();
  }
}
