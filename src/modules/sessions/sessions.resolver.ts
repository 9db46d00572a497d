import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Caller, Needs, type Principal, type ProjectId } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  PageArgs,
  pageSize,
  toConnection,
  withUserErrors,
} from '../../platform/graphql/index.js';
import { ExperimentModel } from '../experiments/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import {
  SearchSessionConnection,
  SearchSessionInput,
  SearchSessionModel,
  SearchSessionPayload,
  StartSearchSessionInput,
} from './session.model.js';
import type { SessionVerb } from './session-verb.js';
import { SessionVerbsService } from './session-verbs.service.js';
import { StartSessionService } from './start-session.service.js';
import { SessionRepository } from './typeorm-sessions.js';

@Resolver(() => SearchSessionModel)
export class SessionsResolver {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly starting: StartSessionService,
    private readonly verbs: SessionVerbsService,
  ) {}

  @Needs('read')
  @Query(() => SearchSessionModel, { nullable: true, description: 'The session with this id, or null' })
  async searchSession(
    @Args('id', { type: () => ID, description: 'The session' }) id: string,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionEntity | null> {
    return this.sessions.find(projectId, parseId(id, 'id'));
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description: 'Starts a search and its random control arm. Nothing is stored when anything is wrong.',
  })
  async startSearchSession(
    @Args('input', { description: 'What to start' }) input: StartSearchSessionInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionPayload> {
    return withUserErrors(async () => ({
      searchSession: await this.starting.start(projectId, { ...input, options: input.options }),
    }));
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Begins no further trial of a search and of its control arm; those under way end. Harmless when it is paused or has ended.',
  })
  async pauseSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('pause', projectId, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description: 'Goes on with a paused search and its control arm where they were.',
  })
  async resumeSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('resume', projectId, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Drains a search and its control arm: trials under way end, those that wait are cancelled, the finalists are trained.',
  })
  async stopSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('stop', projectId, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Kills a search and its control arm within seconds. What they found stays. Harmless when they have ended.',
  })
  async cancelSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() { projectId }: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('cancel', projectId, input);
  }

  private apply(
    verb: SessionVerb,
    projectId: ProjectId,
    { id }: SearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return withUserErrors(async () => ({
      searchSession: await this.verbs.apply(verb, projectId, parseId(id, 'id')),
    }));
  }
}

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => ExperimentModel)
export class ExperimentSessionsResolver {
  constructor(private readonly sessions: SessionRepository) {}

  @Needs('read')
  @ResolveField(() => SearchSessionConnection, {
    description: 'Its sessions, control arms included, newest first',
  })
  async searchSessions(
    @Parent() experiment: ExperimentModel,
    @Args() page: PageArgs,
    @Caller() { projectId }: Principal,
  ) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.sessions.ofExperiment(projectId, experiment.id, size + 1, after);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
}
