import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Caller, Needs, type Principal, type ProjectId } from '../../platform/access/index.js';
import { type OperationContext, withUserErrors } from '../../platform/graphql/index.js';
import { type SearchSessionEntity, SearchSessionModel } from '../sessions/index.js';
import {
  ForecastModel,
  ForecastSearchInput,
  SearchForecastPayload,
  toForecastModel,
} from './forecast.model.js';
import { ForecastsService } from './forecasts.service.js';

@Resolver(() => SearchSessionModel)
export class ForecastsResolver {
  constructor(private readonly forecasts: ForecastsService) {}

  @Needs('submit')
  @Query(() => SearchForecastPayload, {
    description: 'What a search would cost, with everything that is wrong with it. Nothing is stored.',
  })
  async forecastSearch(
    @Args('input', { description: 'What to search, and how' }) input: ForecastSearchInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchForecastPayload> {
    const search = { ...input.search, options: input.search.options };
    return withUserErrors(async () => ({
      forecast: toForecastModel(await this.forecasts.ofDraft(projectId, { ...input, search })),
    }));
  }

  @Needs('read')
  @ResolveField(() => ForecastModel, {
    nullable: true,
    description: 'What it will still cost, its control arm left out; null once it has ended',
  })
  async forecast(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<ForecastModel | null> {
    const forecast = await context.loader(this.load).load(session);
    return forecast && toForecastModel(forecast);
  }

  private readonly load = (sessions: readonly SearchSessionEntity[], projectId: ProjectId) =>
    this.forecasts.ofSessions(projectId, sessions);
}
