import { Module } from '@nestjs/common';
import { ArtifactsModule } from '../artifacts/index.js';
import { EventsModule } from '../events/index.js';
import { TablesModule } from '../tables/index.js';
import { WorkerRegistrationModule, WorkersModule } from '../workers/index.js';
import { ArchitectureTrialsResolver } from './architecture-trials.resolver.js';
import { CheckpointFolder } from './checkpoint-folder.js';
import { EarlyStopping } from './early-stopping.service.js';
import { LookUpEvaluator } from './look-up.evaluator.js';
import { TrainerPool } from './trainer-pool.js';
import { TrainingEvaluator } from './training.evaluator.js';
import { TrialReadModel } from './trial.read-model.js';
import { TrialAttemptsReadModel } from './trial-attempts.read-model.js';
import { TrialEvaluationService } from './trial-evaluation.service.js';
import { TrialLeaseService } from './trial-lease.service.js';
import { TrialsResolver } from './trials.resolver.js';
import { EqualTrialRepository } from './typeorm-equal-trials.js';
import { TrialAttemptRepository } from './typeorm-trial-attempts.js';
import { TrialCheckpointRepository } from './typeorm-trial-checkpoints.js';
import { TrialClaimRepository } from './typeorm-trial-claims.js';
import { TrialCurveRepository } from './typeorm-trial-curves.js';
import { TrialRepository } from './typeorm-trials.js';
import { TrialWorkerResolver, WorkerTrialsResolver } from './worker-trials.resolver.js';

/** The part of the API's schema that is this feature's. */
export const trialResolvers = [
  TrialsResolver,
  TrialWorkerResolver,
  WorkerTrialsResolver,
  ArchitectureTrialsResolver,
];

@Module({
  imports: [ArtifactsModule, EventsModule],
  providers: [
    TrialRepository,
    TrialClaimRepository,
    TrialAttemptRepository,
    TrialCheckpointRepository,
    EqualTrialRepository,
    TrialCurveRepository,
    EarlyStopping,
    TrialReadModel,
    TrialLeaseService,
  ],
  exports: [
    TrialRepository,
    TrialCheckpointRepository,
    TrialClaimRepository,
    TrialReadModel,
    TrialLeaseService,
  ],
})
export class TrialsModule {}

@Module({
  imports: [TrialsModule, ArtifactsModule, WorkersModule],
  providers: [TrialAttemptsReadModel, ...trialResolvers],
})
export class TrialsApiModule {}

@Module({
  imports: [TablesModule, TrialsModule, WorkerRegistrationModule],
  providers: [CheckpointFolder, TrainerPool, TrainingEvaluator, LookUpEvaluator, TrialEvaluationService],
})
export class TrialsWorkerModule {}
