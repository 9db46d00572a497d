import { Args, Context, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { Caller, Needs, type Principal, type ProjectId } from '../../platform/access/index.js';
import { askedFields, type OperationContext } from '../../platform/graphql/index.js';
import { TrialModel, TrialReadModel, type TrialView } from '../trials/index.js';
import { LeaderboardArgs, ParetoFrontArgs } from './board.args.js';
import { LeaderboardConnection, ParetoFrontModel, StandingModel } from './leaderboard.model.js';
import { LeaderboardService } from './leaderboard.service.js';
import type { StandingDetail, StandingView } from './standing-view.js';

type StandingParent = StandingModel & Pick<StandingView, 'trialId'>;

@Needs('read')
@Resolver(() => StandingModel)
export class LeaderboardResolver {
  constructor(
    private readonly boards: LeaderboardService,
    private readonly trials: TrialReadModel,
  ) {}

  @Query(() => LeaderboardConnection, {
    description:
      'The architectures of a session, of an experiment or of a version of a data set, each once, in the order of a metric; ' +
      'of two equal ones the earlier. Name one of sessionId, experimentId and dataSetVersionId.',
  })
  async leaderboard(
    @Args() args: LeaderboardArgs,
    @Caller() { projectId }: Principal,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LeaderboardConnection> {
    const { standings, hasNextPage } = await this.boards.page(projectId, args, detailOf(info));
    return {
      edges: standings.map(({ cursor, rank, standing }) => ({
        cursor,
        rank,
        node: toStandingModel(standing),
      })),
      pageInfo: { hasNextPage, endCursor: standings.at(-1)?.cursor ?? null },
    };
  }

  @Query(() => ParetoFrontModel, {
    description:
      'The architectures of a board among which a better value of one metric is only had for a worse one of another. Name ' +
      'one of sessionId, experimentId and dataSetVersionId.',
  })
  async paretoFront(
    @Args() args: ParetoFrontArgs,
    @Caller() { projectId }: Principal,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ParetoFrontModel> {
    const { standings, size } = await this.boards.front(projectId, args, detailOf(info));
    return { standings: standings.map(toStandingModel), size };
  }

  @ResolveField(() => TrialModel, { description: 'Its first trial on this board that ended with a result' })
  async trial(@Parent() standing: StandingParent, @Context() context: OperationContext): Promise<TrialView> {
    return context.loader(this.loadTrials).load(standing.trialId);
  }

  private readonly loadTrials = async (ids: readonly string[], projectId: ProjectId) => {
    const byId = new Map((await this.trials.findAll(projectId, ids)).map((trial) => [trial.id, trial]));
    return ids.map((id) => byId.get(id) ?? missing(id));
  };
}

/** What is long of an architecture is a third of what a page takes Postgres, and hardly a table of results shows it. */
const detailOf = (info: GraphQLResolveInfo): StandingDetail => {
  const asked = askedFields(info);
  return asked.has('tokens') || asked.has('description') ? 'whole' : 'brief';
};

function missing(id: string): never {
  throw new Error(`trial ${id} of a standing is not there`);
}

function toStandingModel(standing: StandingView): StandingParent {
  const { validation, validationLower, validationRuns, test, testLower, testRuns, ...rest } = standing;
  return {
    ...rest,
    validation: estimateOf(validation, validationLower, validationRuns),
    test: estimateOf(test, testLower, testRuns),
  };
}

/** Student's interval is symmetric: its lower end tells the upper one. */
const estimateOf = (mean: number | null, lower: number | null, runs: number) =>
  mean === null ? null : { mean, lower, upper: lower === null ? null : 2 * mean - lower, runs };
