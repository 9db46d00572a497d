import { Args, ArgsType, Context, Field, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
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
import { ExperimentModel } from '../experiments/index.js';
import { SearchSessionConnection, SearchSessionModel, SessionStateEnum } from './session.model.js';
import type { SessionState } from './session-state.js';
import { SessionListRepository, type SessionsPlace } from './typeorm-session-lists.js';

@ArgsType()
export class SessionListArgs extends PageArgs {
  @Field(() => [SessionStateEnum], { nullable: true, description: 'Only those in one of these states' })
  states?: SessionState[] | null;

  @Field(() => [String], { nullable: true, description: 'Only those of one of these strategies' })
  strategies?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this experiment' })
  experimentId?: string | null;

  @Field(() => Boolean, { defaultValue: true, description: 'Whether it has random control arms' })
  controls!: boolean;
}

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => SearchSessionModel)
export class SessionListResolver {
  constructor(private readonly sessions: SessionListRepository) {}

  @Needs('read')
  @Query(() => SearchSessionConnection, {
    name: 'searchSessions',
    description: 'The sessions of the project, newest first',
  })
  async newest(@Args() args: SessionListArgs, @Caller() { projectId }: Principal) {
    const size = pageSize(args.first);
    const after = args.after ? decodeCursor(cursorSchema, args.after)[0] : undefined;
    const filter = {
      states: args.states ?? undefined,
      strategies: args.strategies ?? undefined,
      experimentId: args.experimentId == null ? undefined : parseId(args.experimentId, 'experimentId'),
      controls: args.controls,
    };
    const rows = await this.sessions.newest(projectId, filter, size + 1, after);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
}

@Resolver(() => ExperimentModel)
export class ExperimentSessionsResolver {
  constructor(private readonly sessions: SessionListRepository) {}

  @Needs('read')
  @ResolveField(() => SearchSessionConnection, {
    description: 'Its sessions, control arms included, newest first',
  })
  async searchSessions(
    @Parent() experiment: ExperimentModel,
    @Args() page: PageArgs,
    @Context() context: OperationContext,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const place = { experimentId: experiment.id, limit: size + 1, after };
    const rows = await context.loader(this.loadSessions).load(place);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
  private readonly loadSessions = (places: readonly SessionsPlace[], projectId: ProjectId) =>
    this.sessions.ofExperiments(projectId, places);
}
