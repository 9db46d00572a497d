import { migrations } from '../../migrations/index.js';
import { ArchitectureEntity } from '../modules/architectures/index.js';
import { ArtifactEntity } from '../modules/artifacts/index.js';
import { DataSetEntity } from '../modules/data-sets/index.js';
import { EventEntity, EventStreamEntity } from '../modules/events/index.js';
import { ExperimentEntity } from '../modules/experiments/index.js';
import { MutationEntity } from '../modules/mutations/index.js';
import { ApiKeyEntity, ProjectEntity } from '../modules/projects/index.js';
import { CheckpointEntity, PolicyUpdateEntity, SearchSessionEntity } from '../modules/sessions/index.js';
import { OwnTableEntity } from '../modules/tables/index.js';
import {
  BoardVersionEntity,
  MeasurementEntity,
  SessionProgressEntity,
  StandingEntity,
  TrialAttemptEntity,
  TrialCheckpointEntity,
  TrialEntity,
} from '../modules/trials/index.js';
import { WorkerEntity } from '../modules/workers/index.js';
import type { DatabaseSchema } from '../platform/database/index.js';

export const databaseSchema: DatabaseSchema = {
  entities: [
    ApiKeyEntity,
    ArchitectureEntity,
    ArtifactEntity,
    BoardVersionEntity,
    CheckpointEntity,
    DataSetEntity,
    EventEntity,
    EventStreamEntity,
    ExperimentEntity,
    MeasurementEntity,
    MutationEntity,
    OwnTableEntity,
    PolicyUpdateEntity,
    ProjectEntity,
    SearchSessionEntity,
    SessionProgressEntity,
    StandingEntity,
    TrialAttemptEntity,
    TrialCheckpointEntity,
    TrialEntity,
    WorkerEntity,
  ],
  migrations,
};
