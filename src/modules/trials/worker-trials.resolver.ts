import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Needs, type ProjectId } from '../../platform/access/index.js';
import type { OperationContext } from '../../platform/graphql/index.js';
import { WorkerModel, WorkersReadModel, type WorkerView } from '../workers/index.js';
import { TrialModel } from './trial.model.js';
import { TrialReadModel, type TrialView } from './trial.read-model.js';

/** What a worker holds. It serves all projects; whoever asks is shown what is of its own. */
@Needs('read')
@Resolver(() => WorkerModel)
export class WorkerTrialsResolver {
  constructor(private readonly views: TrialReadModel) {}

  @ResolveField(() => [TrialModel], {
    description:
      'The trials of your project that it evaluates now; `busy` counts those of other projects too',
  })
  async trials(@Parent() worker: WorkerView, @Context() context: OperationContext): Promise<TrialView[]> {
    return context.loader(this.loadTrials).load(worker.id);
  }

  private readonly loadTrials = async (ids: readonly string[], projectId: ProjectId) => {
    const held = await this.views.heldBy(projectId, ids);
    return ids.map((id) => held.filter(({ workerId }) => workerId === id));
  };
}

@Needs('read')
@Resolver(() => TrialModel)
export class TrialWorkerResolver {
  constructor(private readonly workers: WorkersReadModel) {}

  @ResolveField(() => WorkerModel, {
    nullable: true,
    description:
      'The worker that evaluates it, or did last; null before one took it, and where no worker had to',
  })
  async worker(
    @Parent() { workerId }: TrialView,
    @Context() context: OperationContext,
  ): Promise<WorkerView | null> {
    return workerId === null ? null : context.loader(this.loadWorkers).load(workerId);
  }

  private readonly loadWorkers = async (ids: readonly string[]) => {
    const found = await this.workers.findAll(ids);
    return ids.map((id) => found.find((worker) => worker.id === id) ?? null);
  };
}
