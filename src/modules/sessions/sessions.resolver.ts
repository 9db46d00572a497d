import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Caller, Needs, type Principal } from '../../platform/access/index.js';
import { parseId } from '../../platform/errors/index.js';
import { withUserErrors } from '../../platform/graphql/index.js';
import { ExperimentsService, toExperimentModel } from '../experiments/index.js';
import { ChangeSessionService } from './change-session.service.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import { SearchSessionModel } from './session.model.js';
import {
  ChangeSearchSessionInput,
  SearchSessionInput,
  SearchSessionPayload,
  StartSearchSessionInput,
  SubmitSearchInput,
  SubmitSearchPayload,
} from './session-mutations.model.js';
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
    private readonly changing: ChangeSessionService,
    private readonly experiments: ExperimentsService,
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
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    const { clientMutationId: _, ...start } = { ...input, options: input.options };
    const order = { name: 'startSearchSession', by, input: { ...input } };
    return withUserErrors(async () => ({
      searchSession: await this.starting.start(by.projectId, start, order),
    }));
  }

  @Needs('submit')
  @Mutation(() => SubmitSearchPayload, {
    description:
      'Stores an experiment and starts a search of it with its random control arm: both, or neither when anything is wrong.',
  })
  async submitSearch(
    @Args('input', { description: 'What to search, and how' }) input: SubmitSearchInput,
    @Caller() by: Principal,
  ): Promise<SubmitSearchPayload> {
    const search = { ...input.search, options: input.search.options };
    const order = { name: 'submitSearch', by, input: { ...input } };
    return withUserErrors(async () => {
      const session = await this.starting.submit(by.projectId, { ...input, search }, order);
      const experiment = await this.experiments.get(by.projectId, session.experimentId);
      return { experiment: toExperimentModel(experiment), searchSession: session };
    });
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Begins no further trial of a search and of its control arm; those under way end. Harmless when it is paused or has ended.',
  })
  async pauseSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('pause', by, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description: 'Goes on with a paused search and its control arm where they were.',
  })
  async resumeSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('resume', by, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Drains a search and its control arm: trials under way end, those that wait are cancelled, the finalists are trained.',
  })
  async stopSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('stop', by, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Kills a search and its control arm within seconds. What they found stays. Harmless when they have ended.',
  })
  async cancelSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    return this.apply('cancel', by, input);
  }

  @Needs('submit')
  @Mutation(() => SearchSessionPayload, {
    description:
      'Changes what a search and its control arm may use while they are under way: priority, labels, and greater budgets, those as ' +
      'long as no finalist is trained.',
  })
  async changeSearchSession(
    @Args('input', { description: 'Which session, and what of it' }) input: ChangeSearchSessionInput,
    @Caller() by: Principal,
  ): Promise<SearchSessionPayload> {
    const { id, clientMutationId: _, ...changes } = input;
    const order = { name: 'changeSearchSession', by, input: { ...input } };
    return withUserErrors(async () => ({
      searchSession: await this.changing.change(by.projectId, parseId(id, 'id'), changes, order),
    }));
  }

  private apply(verb: SessionVerb, by: Principal, input: SearchSessionInput): Promise<SearchSessionPayload> {
    const order = { name: `${verb}SearchSession`, by, input: { ...input } };
    return withUserErrors(async () => ({
      searchSession: await this.verbs.apply(verb, by.projectId, parseId(input.id, 'id'), order),
    }));
  }
}
