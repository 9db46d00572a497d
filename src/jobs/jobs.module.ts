import { type DynamicModule, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '../platform/logging/index.js';
import { createBullBackend } from './bullmq-backend.js';
import { BullMqJobQueue } from './bullmq-job-queue.js';
import { JobQueue } from './job-queue.js';

@Module({})
export class JobsModule implements OnApplicationShutdown {
  constructor(private readonly queue: JobQueue) {}

  static connect(databaseUrl: string, redisUrl: string | undefined, logger: Logger): DynamicModule {
    const queue = new BullMqJobQueue(createBullBackend(databaseUrl, redisUrl), logger);
    return {
      module: JobsModule,
      global: true,
      providers: [{ provide: JobQueue, useValue: queue }],
      exports: [JobQueue],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.queue.close();
  }
}
