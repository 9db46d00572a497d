import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { RepeatedWork } from '../../platform/repetition/index.js';
import { MutationRepository } from './typeorm-mutations.js';

const INTERVAL_MILLISECONDS = 600_000;
/** A transaction stays short, however long nobody has cleared away. */
const FORGOTTEN_AT_ONCE = 1000;

/** Forgets mutations that are older than the configuration wants them remembered. Any number may run. */
@Injectable()
export class MutationRetention implements OnModuleInit, BeforeApplicationShutdown {
  private readonly clearing: RepeatedWork;

  constructor(
    private readonly mutations: MutationRepository,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) logger: Logger,
  ) {
    const options = { name: 'forgetting of mutations', pauseMilliseconds: INTERVAL_MILLISECONDS, logger };
    this.clearing = new RepeatedWork(() => this.forget(), options);
  }

  onModuleInit(): void {
    this.clearing.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.clearing.stop();
  }

  async forget(): Promise<void> {
    const { auditDays } = this.configuration;
    while ((await this.mutations.forgetOlderThan(auditDays, FORGOTTEN_AT_ONCE)) === FORGOTTEN_AT_ONCE);
  }
}
