import { Module } from '@nestjs/common';
import { DataSetsModule } from '../data-sets/index.js';
import { MutationsModule } from '../mutations/index.js';
import { TablesModule } from '../tables/index.js';
import { ArchitectureGraphResolver } from './architecture-graph.resolver.js';
import { ArchitectureProblemsReadModel } from './architecture-problems.read-model.js';
import { ExperimentChangesService } from './experiment-changes.service.js';
import { ExperimentsResolver } from './experiments.resolver.js';
import { ExperimentsService } from './experiments.service.js';
import { ExperimentRepository } from './typeorm-experiments.js';

/** The part of the API's schema that is this feature's. */
export const experimentResolvers = [ExperimentsResolver, ArchitectureGraphResolver];

@Module({
  imports: [DataSetsModule, MutationsModule, TablesModule],
  providers: [ExperimentRepository, ExperimentsService, ExperimentChangesService],
  exports: [ExperimentRepository, ExperimentsService, ExperimentChangesService],
})
export class ExperimentsModule {}

@Module({
  imports: [ExperimentsModule],
  providers: [ArchitectureProblemsReadModel, ...experimentResolvers],
})
export class ExperimentsApiModule {}
