import { Args, Context, Extensions, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal, type ProjectId } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  type OperationContext,
  PageArgs,
  pageSize,
  toConnection,
} from '../../platform/graphql/index.js';
import { ArtifactModel, ArtifactRepository, artifactPath } from '../artifacts/index.js';
import { MeasurementModel, TrialConnection, TrialModel } from './trial.model.js';
import { TrialReadModel, type TrialView } from './trial.read-model.js';
import { TrialAttemptModel } from './trial-attempt.model.js';
import { TrialAttemptsReadModel } from './trial-attempts.read-model.js';

const cursorSchema = z.tuple([z.int32()]);

@Needs('read')
@Resolver(() => TrialModel)
export class TrialsResolver {
  constructor(
    private readonly trials: TrialReadModel,
    private readonly artifactFiles: ArtifactRepository,
    private readonly attemptRows: TrialAttemptsReadModel,
  ) {}

  @Query(() => TrialModel, { nullable: true, description: 'The trial with this id, or null' })
  async trial(
    @Args('id', { type: () => ID, description: 'The trial' }) id: string,
    @Caller() { projectId }: Principal,
  ): Promise<TrialView | null> {
    return this.trials.find(projectId, parseId(id, 'id'));
  }

  @Query(() => TrialConnection, {
    name: 'trials',
    description: 'The trials of a session in the order of proposal',
  })
  async ofSession(
    @Args('sessionId', { type: () => ID, description: 'The session' }) sessionId: string,
    @Args() page: PageArgs,
    @Caller() { projectId }: Principal,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : 0;
    const rows = await this.trials.ofSession(projectId, parseId(sessionId, 'sessionId'), size + 1, after);
    return toConnection(
      rows,
      size,
      ({ number }) => [number],
      (row) => row,
    );
  }

  // Four metrics of some epochs; of a long training there are more.
  @Extensions({ listSize: 100 })
  @ResolveField(() => [MeasurementModel], {
    description: 'Every metric of every epoch, in order, of the attempt that stands',
  })
  async measurements(
    @Parent() trial: TrialView,
    @Context() context: OperationContext,
  ): Promise<MeasurementModel[]> {
    const rows = await context.loader(this.loadMeasurements).load(trial.id);
    return rows.map((row) => ({ ...row, value: Number.isFinite(row.value) ? row.value : null }));
  }

  @ResolveField(() => [ArtifactModel], {
    name: 'artifacts',
    description: 'The files that the trial left behind',
  })
  async files(@Parent() trial: TrialView, @Context() context: OperationContext): Promise<ArtifactModel[]> {
    const rows = await context.loader(this.loadArtifacts).load(trial.id);
    return rows.map((row) => ({ ...row, path: artifactPath(row.id) }));
  }

  @ResolveField(() => [TrialAttemptModel], {
    name: 'earlierAttempts',
    description: 'Attempts that gave no result and were followed by another one, in their order',
  })
  async attempts(
    @Parent() trial: TrialView,
    @Context() context: OperationContext,
  ): Promise<TrialAttemptModel[]> {
    return context.loader(this.loadAttempts).load(trial.id);
  }

  private readonly loadMeasurements = async (ids: readonly string[], projectId: ProjectId) => {
    const byTrial = await this.trials.measurements(projectId, ids);
    return ids.map((id) => byTrial.get(id) ?? []);
  };

  private readonly loadArtifacts = async (ids: readonly string[], projectId: ProjectId) => {
    const byTrial = await this.artifactFiles.ofTrials(projectId, ids);
    return ids.map((id) => byTrial.get(id) ?? []);
  };

  private readonly loadAttempts = async (ids: readonly string[], projectId: ProjectId) => {
    const byTrial = await this.attemptRows.ofTrials(projectId, ids);
    return ids.map((id) => byTrial.get(id) ?? []);
  };
}
