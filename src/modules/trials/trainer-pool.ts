import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
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

/** The device slots of this worker, each with a warm training process. */
@Injectable()
export class TrainerPool implements BeforeApplicationShutdown {
  private readonly slots: readonly TrainerSlot[];
  private readonly free: TrainerSlot[];

  constructor(@Inject(CONFIGURATION) configuration: Configuration, @Inject(LOGGER) logger: Logger) {
    const log = logger.child({ source: 'trainer' });
    this.slots = Array.from(
      { length: configuration.deviceSlots },
      () =>
        new TrainerSlot({
          threads: configuration.trainerThreads,
          runtime: {
            name: configuration.runtime,
            device: configuration.device,
            tensorFlowFolder: tensorFlowFolder(configuration),
          },
          environment: libraryPath(),
          memoryLimitMegabytes: configuration.trainerMemoryMegabytes,
          onLog: ({ level, message, fields }) => log[level](message, fields),
        }),
    );
    this.free = [...this.slots];
  }

  get size(): number {
    return this.slots.length;
  }

  /** Starts every process ahead of the first trial. */
  prepare(): void {
    for (const slot of this.slots) slot.prepare();
  }

  /** @throws Error when every slot is busy: whoever calls runs no more trials at a time than there are slots */
  async train(request: TrainingRequest, call: TrainingCall): Promise<TrainingOutcome> {
    const slot = this.free.pop();
    if (!slot) throw new Error(`all ${this.slots.length} device slots are busy`);
    try {
      return await slot.train(request, call);
    } finally {
      this.free.push(slot);
    }
  }

  /** Trainings under way end as PREEMPTED. */
  async stop(): Promise<void> {
    await Promise.all(this.slots.map((slot) => slot.stop()));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }
}
