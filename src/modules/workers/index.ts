export { heartbeatMilliseconds } from './heartbeat.js';
export { WorkerEntity } from './worker.entity.js';
export { WorkerModel } from './worker.model.js';
export type { WorkerDevice } from './worker-devices.js';
export { WORKER_DEVICES, WorkerRegistration } from './worker-registration.service.js';
export {
  WorkerRegistrationModule,
  WorkersApiModule,
  WorkersModule,
  workerResolvers,
} from './workers.module.js';
export { type ActiveWorker, WorkersReadModel, type WorkerView } from './workers.read-model.js';
