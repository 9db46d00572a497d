import { type DynamicModule, Module } from '@nestjs/common';
import { JobsModule } from '../jobs/index.js';
import { CONFIGURATION } from '../platform/config/index.js';
import { DatabaseModule } from '../platform/database/index.js';
import { LOGGER } from '../platform/logging/index.js';
import type { Resources } from './resources.js';

/** What every process has: configuration, log, Postgres and the job queue. */
@Module({})
export class CommonModule {
  static with(resources: Resources): DynamicModule {
    const { configuration, logger, databaseUrl, dataSource } = resources;
    return {
      module: CommonModule,
      global: true,
      imports: [
        DatabaseModule.connect(dataSource, databaseUrl, logger),
        JobsModule.connect(databaseUrl, configuration.redisUrl, logger),
      ],
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [CONFIGURATION, LOGGER],
    };
  }
}
