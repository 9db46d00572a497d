import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import { decodeCursor, pageSize, toConnection, withUserErrors } from '../../platform/graphql/index.js';
import type { MutationOrder } from '../mutations/index.js';
import type { ExperimentEntity } from './experiment.entity.js';
import {
  CloneExperimentInput,
  CreateExperimentInput,
  CreateExperimentPayload,
  ExperimentConnection,
  ExperimentInput,
  ExperimentModel,
  ExperimentPayload,
  ReviseExperimentInput,
  toExperimentModel,
} from './experiment.model.js';
import { ExperimentChangesService } from './experiment-changes.service.js';
import { ExperimentListArgs } from './experiment-list.args.js';
import { ExperimentsService } from './experiments.service.js';
import { ExperimentRepository } from './typeorm-experiments.js';

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => ExperimentModel)
export class ExperimentsResolver {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly changes: ExperimentChangesService,
    private readonly rows: ExperimentRepository,
  ) {}

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
  async newest(@Args() args: ExperimentListArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(args.first);
    const after = args.after ? decodeCursor(cursorSchema, args.after)[0] : undefined;
    const filter = {
      archived: args.archived,
      name: args.name ?? undefined,
      dataSetId: optionalId(args.dataSetVersionId, 'dataSetVersionId'),
      firstRevisionId: optionalId(args.firstRevisionId, 'firstRevisionId'),
    };
    const rows = await this.rows.newest(projectId, filter, size + 1, after);
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

  @Needs('submit')
  @Mutation(() => ExperimentPayload, {
    description:
      'Stores another definition as the next revision of an experiment. What has run keeps its own.',
  })
  async reviseExperiment(
    @Args('input', { description: 'The revision' }) input: ReviseExperimentInput,
    @Caller() by: Principal,
  ): Promise<ExperimentPayload> {
    return this.change('reviseExperiment', by, input, (id, order) =>
      this.changes.revise(by.projectId, id, input.definition, order),
    );
  }

  @Needs('submit')
  @Mutation(() => ExperimentPayload, {
    description: 'Stores the definition of an experiment as one of its own, whose data is read anew.',
  })
  async cloneExperiment(
    @Args('input', { description: 'What to copy' }) input: CloneExperimentInput,
    @Caller() by: Principal,
  ): Promise<ExperimentPayload> {
    return this.change('cloneExperiment', by, input, (id, order) =>
      this.changes.clone(by.projectId, id, input.name, order),
    );
  }

  @Needs('submit')
  @Mutation(() => ExperimentPayload, {
    description:
      'Hides an experiment from lists, with all its revisions, and lets no session of it begin. Those that have begun go on. ' +
      'Harmless when it is archived.',
  })
  async archiveExperiment(
    @Args('input', { description: 'Which experiment' }) input: ExperimentInput,
    @Caller() by: Principal,
  ): Promise<ExperimentPayload> {
    return this.change('archiveExperiment', by, input, (id, order) =>
      this.changes.setArchived(by.projectId, id, true, order),
    );
  }

  @Needs('submit')
  @Mutation(() => ExperimentPayload, {
    description: 'Takes an experiment and its revisions out of the archive. Harmless when it is not there.',
  })
  async unarchiveExperiment(
    @Args('input', { description: 'Which experiment' }) input: ExperimentInput,
    @Caller() by: Principal,
  ): Promise<ExperimentPayload> {
    return this.change('unarchiveExperiment', by, input, (id, order) =>
      this.changes.setArchived(by.projectId, id, false, order),
    );
  }

  private change(
    name: string,
    by: Principal,
    input: { readonly id: string },
    work: (id: string, order: MutationOrder) => Promise<ExperimentEntity>,
  ): Promise<ExperimentPayload> {
    return withUserErrors(async () => {
      const order = { name, by, input: { ...input } };
      return { experiment: toExperimentModel(await work(parseId(input.id, 'id'), order)) };
    });
  }
}

const optionalId = (text: string | null | undefined, field: string): string | undefined =>
  text == null ? undefined : parseId(text, field);
