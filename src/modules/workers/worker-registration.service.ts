import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { newId } from '../../platform/ids/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { PROGRAM_VERSION, ROW_FORMAT } from '../../platform/version/index.js';
import { heartbeatMilliseconds } from './heartbeat.js';
import { WorkerRepository, type WorkerSelf } from './typeorm-workers.js';
import type { WorkerDevice } from './worker-devices.js';
import type { WorkerState } from './worker-state.js';

/** The devices of this worker; read once, when it starts. */
export const WORKER_DEVICES = Symbol('WorkerDevices');

/** This process among the workers: it registers, is heard of as long as it lives, and says when it leaves. */
@Injectable()
export class WorkerRegistration {
  private readonly self: WorkerSelf;
  private readonly leaseSeconds: number;
  private state: WorkerState = 'ACTIVE';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly workers: WorkerRepository,
    @Inject(CONFIGURATION) { labels, leaseSeconds }: Configuration,
    @Inject(WORKER_DEVICES) devices: WorkerDevice[],
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const id = newId();
    const host = hostname();
    this.leaseSeconds = leaseSeconds;
    this.self = {
      id,
      name: `${host}/${process.pid}/${id.slice(-6)}`,
      host,
      processId: process.pid,
      version: PROGRAM_VERSION,
      format: ROW_FORMAT,
      labels: [...labels],
      devices,
    };
  }

  /** What its leases are held by. */
  get name(): string {
    return this.self.name;
  }

  /** Call it before the first trial is taken: a claim reads the labels of its worker from the table. */
  async begin(): Promise<void> {
    await this.workers.beat(this.self, this.state, this.leaseSeconds);
    const { name, labels, devices } = this.self;
    this.logger.info('A worker is registered', { worker: name, labels, devices });
    this.timer = setInterval(() => void this.beat(), heartbeatMilliseconds(this.leaseSeconds));
  }

  /** Says that it takes no more trials. */
  async drain(): Promise<void> {
    await this.become('DRAINING');
  }

  /** Says that it is gone. */
  async end(): Promise<void> {
    clearInterval(this.timer);
    await this.become('GONE');
  }

  private async become(state: WorkerState): Promise<void> {
    this.state = state;
    await this.beat();
  }

  /** Whoever is not heard of counts as gone: nothing waits for a beat that failed. */
  private async beat(): Promise<void> {
    try {
      await this.workers.beat(this.self, this.state, this.leaseSeconds);
    } catch (error) {
      this.logger.warn('A worker could not say that it is there', { state: this.state, error });
    }
  }
}
