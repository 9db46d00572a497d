import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Logger } from '../logging/index.js';
import { Notifications } from './notifications.js';
import { Database } from './transaction.js';

export const DATA_SOURCE = Symbol('DataSource');

/** Gives every feature the database and its notifications. The connections are opened before Nest starts. */
@Module({})
export class DatabaseModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(DATA_SOURCE) private readonly dataSource: DataSource,
    private readonly notifications: Notifications,
  ) {}

  static connect(dataSource: DataSource, url: string, logger: Logger): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: DATA_SOURCE, useValue: dataSource },
        { provide: Database, useValue: new Database(dataSource) },
        { provide: Notifications, useValue: new Notifications(url, logger) },
      ],
      exports: [Database, Notifications],
    };
  }

  async onModuleInit(): Promise<void> {
    await this.notifications.open();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.notifications.close();
    await this.dataSource.destroy();
  }
}
