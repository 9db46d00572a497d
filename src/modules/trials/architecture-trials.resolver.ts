import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Needs, type ProjectId } from '../../platform/access/index.js';
import {
  decodeCursor,
  type OperationContext,
  PageArgs,
  pageSize,
  toConnection,
} from '../../platform/graphql/index.js';
import { ArchitectureModel } from '../architectures/index.js';
import { TrialConnection } from './trial.model.js';
import { type ArchitectureTrialsPlace, TrialReadModel } from './trial.read-model.js';

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => ArchitectureModel)
export class ArchitectureTrialsResolver {
  constructor(private readonly views: TrialReadModel) {}

  @Needs('read')
  @ResolveField(() => TrialConnection, {
    description:
      'Every trial of it in the project, in the order of proposal: of all sessions, finalists included',
  })
  async trials(
    @Parent() { id: architectureId }: ArchitectureModel,
    @Args() page: PageArgs,
    @Context() context: OperationContext,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await context.loader(this.loadTrials).load({ architectureId, after, limit: size + 1 });
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }

  private readonly loadTrials = (places: readonly ArchitectureTrialsPlace[], projectId: ProjectId) =>
    this.views.ofArchitectures(projectId, places);
}
