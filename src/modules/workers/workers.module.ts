import { Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../../platform/config/index.js';
import { LOGGER, type Logger } from '../../platform/logging/index.js';
import { findMachine } from './find-machine.js';
import { WorkerRepository } from './typeorm-workers.js';
import { workerDevices } from './worker-devices.js';
import { WORKER_DEVICES, WorkerRegistration } from './worker-registration.service.js';
import { WorkersReadModel } from './workers.read-model.js';
import { WorkersResolver } from './workers.resolver.js';

/** The part of the API's schema that is this feature's. */
export const workerResolvers = [WorkersResolver];

@Module({ providers: [WorkersReadModel], exports: [WorkersReadModel] })
export class WorkersModule {}

@Module({ imports: [WorkersModule], providers: [...workerResolvers] })
export class WorkersApiModule {}

/** For a process that is a worker. */
@Module({
  providers: [
    WorkerRepository,
    WorkerRegistration,
    {
      provide: WORKER_DEVICES,
      useFactory: async (configuration: Configuration, logger: Logger) =>
        workerDevices(configuration, await findMachine(logger)),
      inject: [CONFIGURATION, LOGGER],
    },
  ],
  exports: [WorkerRegistration, WORKER_DEVICES],
})
export class WorkerRegistrationModule {}
