import { migrations } from '../../migrations/index.js';
import { ArchitectureEntity } from '../modules/architectures/index.js';
import { ArtifactEntity } from '../modules/artifacts/index.js';
import { EventEntity, EventStreamEntity } from '../modules/events/index.js';
import { ExperimentEntity } from '../modules/experiments/index.js';
import { CheckpointEntity, PolicyUpdateEntity, SearchSessionEntity } from '../modules/sessions/index.js';
import { MeasurementEntity, TrialEntity } from '../modules/trials/index.js';
import type { DatabaseSchema } from '../platform/database/index.js';

export const databaseSchema: DatabaseSchema = {
  entities: [
    ArchitectureEntity,
    ArtifactEntity,
    CheckpointEntity,
    EventEntity,
    EventStreamEntity,
    ExperimentEntity,
    MeasurementEntity,
    PolicyUpdateEntity,
    SearchSessionEntity,
    TrialEntity,
  ],
  migrations,
};
