import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIGURATION,
  type Configuration,
  libraryPath,
  tensorFlowFolder,
} from '../../platform/config/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import {
  TrainerSlot,
  type TrainingCall,
  type TrainingOutcome,
  type TrainingRequest,
} from '../../training/index.js';
import { WORKER_DEVICES, type WorkerDevice } from '../workers/index.js';
import { leavesProcessor } from './leaves-processor.js';

/** A place to train in. */
interface DeviceSlot {
  readonly device: string;
  readonly trainer: TrainerSlot;
}

/** A training that is over, and the device that it held. */
export interface PooledTraining {
  readonly outcome: TrainingOutcome;
  readonly device: string;
}

/** The device slots of this worker, each with a warm training process that is shown its device and no other. */
@Injectable()
export class TrainerPool {
  private readonly slots: readonly DeviceSlot[];
  private readonly free: Set<DeviceSlot>;

  constructor(
    @Inject(CONFIGURATION) configuration: Configuration,
    @Inject(WORKER_DEVICES) devices: readonly WorkerDevice[],
    @Inject(LOGGER) logger: Logger,
  ) {
    const log = logger.child({ source: 'trainer' });
    const { trainerThreads: threads } = configuration;
    const preparesAhead = leavesProcessor(devices, threads, availableParallelism());
    const trainerOn = (device: WorkerDevice['name']) =>
      new TrainerSlot({
        threads,
        preparesAhead,
        runtime: {
          name: configuration.runtime,
          device,
          tensorFlowFolder: tensorFlowFolder(configuration),
        },
        environment: libraryPath(),
        memoryLimitMegabytes: configuration.trainerMemoryMegabytes,
        onLog: ({ level, message, fields }) => log[level](message, fields),
      });
    this.slots = devices.flatMap(({ name, slots }) =>
      Array.from({ length: slots }, () => ({ device: name, trainer: trainerOn(name) })),
    );
    this.free = new Set(this.slots);
  }

  get size(): number {
    return this.slots.length;
  }

  /** Starts every process ahead of the first trial. */
  prepare(): void {
    for (const { trainer } of this.slots) trainer.prepare();
  }

  /** @throws Error when every slot is busy: whoever calls runs no more trials at a time than there are slots */
  async train(request: TrainingRequest, call: TrainingCall): Promise<PooledTraining> {
    const slot = this.leastBusy();
    if (!slot) throw new Error(`all ${this.slots.length} device slots are busy`);
    this.free.delete(slot);
    try {
      return { outcome: await slot.trainer.train(request, call), device: slot.device };
    } finally {
      this.free.add(slot);
    }
  }

  /** A free slot of the device that has the most of them. */
  private leastBusy(): DeviceSlot | undefined {
    const count = new Map<string, number>();
    for (const { device } of this.free) count.set(device, (count.get(device) ?? 0) + 1);
    const most = Math.max(...count.values());
    return [...this.free].find(({ device }) => count.get(device) === most);
  }

  /** Trainings under way end as PREEMPTED. */
  async stop(): Promise<void> {
    await Promise.all(this.slots.map(({ trainer }) => trainer.stop()));
  }
}
