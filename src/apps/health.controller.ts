import { Controller, Get, Header } from '@nestjs/common';
import { JobQueue } from '../jobs/index.js';
import { NeedsNoKey } from '../platform/access/index.js';
import { Database } from '../platform/database/index.js';

/** For whoever starts, stops and balances the processes. */
@NeedsNoKey()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly queue: JobQueue,
  ) {}

  /** The process runs. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live() {
    return { status: 'ok' };
  }

  /** It can serve: Postgres answers, its schema is this version's, and the job queue can be reached. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready() {
    await this.database.assertReady();
    await this.queue.assertReady();
    return { status: 'ok' };
  }
}
