import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  PageArgs,
  pageSize,
  toConnection,
  withUserErrors,
} from '../../platform/graphql/index.js';
import {
  CreateExperimentInput,
  CreateExperimentPayload,
  ExperimentConnection,
  ExperimentModel,
  toExperimentModel,
} from './experiment.model.js';
import { ExperimentsService } from './experiments.service.js';

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => ExperimentModel)
export class ExperimentsResolver {
  constructor(private readonly experiments: ExperimentsService) {}

  @Query(() => ExperimentModel, { nullable: true, description: 'The experiment with this id, or null' })
  async experiment(@Args('id', { type: () => ID, description: 'The experiment' }) id: string) {
    const experiment = await this.experiments.find(parseId(id, 'id'));
    return experiment && toExperimentModel(experiment);
  }

  @Query(() => ExperimentConnection, { name: 'experiments', description: 'All experiments, newest first' })
  async newest(@Args() page: PageArgs) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.experiments.newest(size + 1, after);
    return toConnection(rows, size, ({ id }) => [id], toExperimentModel);
  }

  @Mutation(() => CreateExperimentPayload, {
    description: 'Checks and stores an experiment. Nothing is stored when anything is wrong.',
  })
  async createExperiment(
    @Args('input', { description: 'The experiment' }) input: CreateExperimentInput,
  ): Promise<CreateExperimentPayload> {
    return withUserErrors(async () => {
      const experiment = await this.experiments.create(input.definition, input.clientMutationId ?? null);
      return { experiment: toExperimentModel(experiment) };
    });
  }
}
