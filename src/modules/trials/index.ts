export { MeasurementEntity } from './measurement.entity.js';
export { TrialEntity } from './trial.entity.js';
export { TrialModel } from './trial.model.js';
export { type BoardPlace, type BoardScope, TrialReadModel, type TrialView } from './trial.read-model.js';
export { TrialLeaseService } from './trial-lease.service.js';
export { type TrialPurpose, type TrialState, trialPurposes } from './trial-state.js';
export { TrialsApiModule, TrialsModule, TrialsWorkerModule, trialResolvers } from './trials.module.js';
export { type NewTrial, TrialRepository } from './typeorm-trials.js';
