import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
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

  @Needs('read')
  @Query(() => ExperimentModel, { nullable: true, description: 'The experiment with this id, or null' })
  async experiment(
    @Args('id', { type: () => ID, description: 'The experiment' }) id: string,
    @Caller() { projectId }: Principal,
  ) {
    const experiment = await this.experiments.find(projectId, parseId(id, 'id'));
    return experiment && toExperimentModel(experiment);
  }

  @Needs('read')
  @Query(() => ExperimentConnection, {
    name: 'experiments',
    description: 'The experiments of the project, newest first',
  })
  async newest(@Args() page: PageArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.experiments.newest(projectId, size + 1, after);
    return toConnection(rows, size, ({ id }) => [id], toExperimentModel);
  }

  @Needs('submit')
  @Mutation(() => CreateExperimentPayload, {
    description: 'Checks and stores an experiment. Nothing is stored when anything is wrong.',
  })
  async createExperiment(
    @Args('input', { description: 'The experiment' }) input: CreateExperimentInput,
    @Caller() by: Principal,
  ): Promise<CreateExperimentPayload> {
    return withUserErrors(async () => {
      const order = { name: 'createExperiment', by, input: { ...input } };
      return {
        experiment: toExperimentModel(await this.experiments.create(by.projectId, input.definition, order)),
      };
    });
  }
}
