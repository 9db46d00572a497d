import { Args, Context, ID, Int, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { parseId } from '../../platform/errors/index.js';
import {
  decodeCursor,
  type OperationContext,
  PageArgs,
  pageSize,
  toConnection,
  withUserErrors,
} from '../../platform/graphql/index.js';
import { ExperimentModel, ExperimentsService, toExperimentModel } from '../experiments/index.js';
import { TrialModel, TrialReadModel, type TrialView } from '../trials/index.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import {
  PolicyUpdateModel,
  SearchSessionConnection,
  SearchSessionInput,
  SearchSessionModel,
  SearchSessionPayload,
  StartSearchSessionInput,
  TrialCountsModel,
  VerdictModel,
} from './session.model.js';
import { SessionReadModel, type TrialCounts } from './session.read-model.js';
import type { SessionVerb } from './session-verb.js';
import { SessionVerbsService } from './session-verbs.service.js';
import { StartSessionService } from './start-session.service.js';
import { SessionRepository } from './typeorm-sessions.js';
import { type Verdict, verdictOf } from './verdict.js';

const NO_TRIALS: TrialCounts = {
  queued: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  cached: 0,
  deviceSeconds: 0,
};

const MAXIMUM_UPDATES = 500;

@Resolver(() => SearchSessionModel)
export class SessionsResolver {
  constructor(
    private readonly sessions: SessionRepository,
    private readonly views: SessionReadModel,
    private readonly trials: TrialReadModel,
    private readonly experiments: ExperimentsService,
    private readonly starting: StartSessionService,
    private readonly verbs: SessionVerbsService,
  ) {}

  @Query(() => SearchSessionModel, { nullable: true, description: 'The session with this id, or null' })
  async searchSession(
    @Args('id', { type: () => ID, description: 'The session' }) id: string,
  ): Promise<SearchSessionEntity | null> {
    return this.sessions.find(parseId(id, 'id'));
  }

  @Mutation(() => SearchSessionPayload, {
    description: 'Starts a search and its random control arm. Nothing is stored when anything is wrong.',
  })
  async startSearchSession(
    @Args('input', { description: 'What to start' }) input: StartSearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return withUserErrors(async () => ({
      searchSession: await this.starting.start({ ...input, options: input.options }),
    }));
  }

  @Mutation(() => SearchSessionPayload, {
    description:
      'Begins no further trial of a search and of its control arm; those under way end. Harmless when it is paused or has ended.',
  })
  async pauseSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return this.apply('pause', input);
  }

  @Mutation(() => SearchSessionPayload, {
    description: 'Goes on with a paused search and its control arm where they were.',
  })
  async resumeSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return this.apply('resume', input);
  }

  @Mutation(() => SearchSessionPayload, {
    description:
      'Drains a search and its control arm: trials under way end, those that wait are cancelled, the finalists are trained.',
  })
  async stopSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return this.apply('stop', input);
  }

  @Mutation(() => SearchSessionPayload, {
    description:
      'Kills a search and its control arm within seconds. What they found stays. Harmless when they have ended.',
  })
  async cancelSearchSession(
    @Args('input', { description: 'Which session' }) input: SearchSessionInput,
  ): Promise<SearchSessionPayload> {
    return this.apply('cancel', input);
  }

  @ResolveField(() => ExperimentModel, { description: 'The problem that it works on' })
  async experiment(@Parent() session: SearchSessionEntity): Promise<ExperimentModel> {
    return toExperimentModel(await this.experiments.get(session.experimentId));
  }

  @ResolveField(() => SearchSessionModel, { nullable: true, description: 'Its random control arm' })
  async control(@Parent() session: SearchSessionEntity): Promise<SearchSessionEntity | null> {
    return this.sessions.findControlOf(session.id);
  }

  @ResolveField(() => TrialCountsModel, { description: 'How far it has come' })
  async trialCounts(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<TrialCounts> {
    return context.loader(this.loadTrialCounts).load(session.id);
  }

  @ResolveField(() => [PolicyUpdateModel], {
    description: `What the strategy said of itself, up to ${MAXIMUM_UPDATES} updates after the version \`after\``,
  })
  async policyUpdates(
    @Parent() session: SearchSessionEntity,
    @Args('after', { type: () => Int, defaultValue: 0, description: '0 starts at the beginning' })
    after: number,
  ): Promise<PolicyUpdateModel[]> {
    const updates = await this.sessions.updates(session.id, MAXIMUM_UPDATES, after);
    return updates.map(({ version, createdAt, telemetry }) => ({
      version,
      createdAt,
      ...telemetry,
      probabilities: telemetry.probabilities?.map((row) => [...row]) ?? null,
    }));
  }

  @ResolveField(() => TrialModel, {
    nullable: true,
    description: 'The finalist that validates best: it carries the test accuracy and the exported network',
  })
  async winner(@Parent() session: SearchSessionEntity): Promise<TrialView | null> {
    return this.trials.winner(session.id);
  }

  @ResolveField(() => VerdictModel, {
    nullable: true,
    description: 'Better than random? Null without a control arm, and while either has no result.',
  })
  async verdict(@Parent() session: SearchSessionEntity): Promise<Verdict | null> {
    const control = await this.sessions.findControlOf(session.id);
    if (!control) return null;
    return verdictOf(await this.views.accuracies(session.id), await this.views.accuracies(control.id));
  }

  private apply(verb: SessionVerb, { id }: SearchSessionInput): Promise<SearchSessionPayload> {
    return withUserErrors(async () => ({ searchSession: await this.verbs.apply(verb, parseId(id, 'id')) }));
  }

  private readonly loadTrialCounts = async (ids: readonly string[]): Promise<TrialCounts[]> => {
    const counts = await this.views.trialCounts(ids);
    return ids.map((id) => counts.get(id) ?? NO_TRIALS);
  };
}

const cursorSchema = z.tuple([z.uuid()]);

@Resolver(() => ExperimentModel)
export class ExperimentSessionsResolver {
  constructor(private readonly sessions: SessionRepository) {}

  @ResolveField(() => SearchSessionConnection, {
    description: 'Its sessions, control arms included, newest first',
  })
  async searchSessions(@Parent() experiment: ExperimentModel, @Args() page: PageArgs) {
    const size = pageSize(page.first);
    const after = page.after ? decodeCursor(cursorSchema, page.after)[0] : undefined;
    const rows = await this.sessions.ofExperiment(experiment.id, size + 1, after);
    return toConnection(
      rows,
      size,
      ({ id }) => [id],
      (row) => row,
    );
  }
}
