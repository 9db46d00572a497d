import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { createSpace } from '../../nas/space/index.js';
import { Needs, type ProjectId } from '../../platform/access/index.js';
import type { OperationContext } from '../../platform/graphql/index.js';
import { ArchitectureModel } from '../architectures/index.js';
import {
  type ArchitectureProblem,
  ArchitectureProblemsReadModel,
} from './architecture-problems.read-model.js';
import { NetworkGraphModel, toNetworkGraph } from './network.model.js';

@Resolver(() => ArchitectureModel)
export class ArchitectureGraphResolver {
  constructor(private readonly problems: ArchitectureProblemsReadModel) {}

  @Needs('read')
  @ResolveField(() => NetworkGraphModel, {
    nullable: true,
    description: 'The network, layer by layer; null where results are looked up in a table and none is built',
  })
  async graph(
    @Parent() { id }: ArchitectureModel,
    @Context() context: OperationContext,
  ): Promise<NetworkGraphModel | null> {
    return context.loader(this.loadGraphs).load(id);
  }

  private readonly loadGraphs = async (ids: readonly string[], projectId: ProjectId) => {
    const problems = new Map(
      (await this.problems.of(projectId, ids)).map((problem) => [problem.id, problem]),
    );
    return ids.map((id) => {
      const problem = problems.get(id);
      return problem ? graphOf(problem) : null;
    });
  };
}

function graphOf({ tokens, space, inputShape }: ArchitectureProblem): NetworkGraphModel | null {
  return inputShape && toNetworkGraph(createSpace(space).network(tokens, inputShape));
}
