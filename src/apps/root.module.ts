import { type DynamicModule, Module } from '@nestjs/common';
import { ApiModule } from './api.module.js';
import { CommonModule } from './common.module.js';
import type { Resources } from './resources.js';
import { WorkerModule } from './worker.module.js';

export type Role = 'up' | 'api' | 'worker';

/** The whole of a process: what all have, and what its role adds. */
@Module({})
export class RootModule {
  static of(role: Role, resources: Resources): DynamicModule {
    const parts = {
      api: [ApiModule.with(resources)],
      worker: [WorkerModule],
      up: [ApiModule.with(resources), WorkerModule],
    };
    return { module: RootModule, imports: [CommonModule.with(resources), ...parts[role]] };
  }
}
