import { Args, Context, Extensions, Int, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Needs, type ProjectId } from '../../platform/access/index.js';
import { parseInput } from '../../platform/errors/index.js';
import type { OperationContext } from '../../platform/graphql/index.js';
import { KnownAnswers } from '../../platform/repetition/index.js';
import { ExperimentModel, ExperimentsService, toExperimentModel } from '../experiments/index.js';
import { rankFinalists, TrialModel, TrialReadModel, type TrialView, winnerOf } from '../trials/index.js';
import { FinalistModel, toFinalists } from './finalist.model.js';
import type { SearchSessionEntity } from './search-session.entity.js';
import {
  PolicyUpdateModel,
  ProgressPointModel,
  SearchSessionModel,
  TrialCountsModel,
  VerdictModel,
} from './session.model.js';
import { SessionReadModel, type TrialCounts, type UpdatesPlace } from './session.read-model.js';
import {
  type ProgressPoint,
  type ProgressRequest,
  SessionProgressReadModel,
} from './session-progress.read-model.js';
import type { SessionState } from './session-state.js';
import { SessionRepository } from './typeorm-sessions.js';
import { type Verdict, verdictOf } from './verdict.js';

const NO_TRIALS: TrialCounts = {
  queued: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  infeasible: 0,
  earlyStopped: 0,
  cancelled: 0,
  cached: 0,
  deviceSeconds: 0,
};

const MAXIMUM_UPDATES = 500;
const MAXIMUM_POINTS = 1000;

/** Curves of ended sessions that are kept. */
const MOST_KNOWN = 32;

/** What a session says beyond its row. Each field takes one statement for all the sessions of a list. */
@Needs('read')
@Resolver(() => SearchSessionModel)
export class SessionFieldsResolver {
  private readonly knownCurves = new KnownAnswers<readonly ProgressPoint[]>(MOST_KNOWN);

  constructor(
    private readonly sessions: SessionRepository,
    private readonly views: SessionReadModel,
    private readonly curves: SessionProgressReadModel,
    private readonly trials: TrialReadModel,
    private readonly experiments: ExperimentsService,
  ) {}

  @ResolveField(() => ExperimentModel, { description: 'The problem that it works on' })
  async experiment(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<ExperimentModel> {
    return toExperimentModel(await context.loader(this.loadExperiments).load(session.experimentId));
  }

  @ResolveField(() => SearchSessionModel, { nullable: true, description: 'Its random control arm' })
  async control(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<SearchSessionEntity | null> {
    return context.loader(this.loadControls).load(session.id);
  }

  @ResolveField(() => TrialCountsModel, { description: 'How far it has come' })
  async trialCounts(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<TrialCounts> {
    return context.loader(this.loadTrialCounts).load(session.id);
  }

  @Extensions({ listSize: MAXIMUM_UPDATES })
  @ResolveField(() => [PolicyUpdateModel], {
    description: `What the strategy said of itself, up to ${MAXIMUM_UPDATES} updates after the version \`after\``,
  })
  async policyUpdates(
    @Parent() session: SearchSessionEntity,
    @Args('after', { type: () => Int, defaultValue: 0, description: '0 starts at the beginning' })
    after: number,
    @Context() context: OperationContext,
  ): Promise<PolicyUpdateModel[]> {
    const updates = await context.loader(this.loadUpdates).load({ sessionId: session.id, after });
    return updates.map(({ version, createdAt, telemetry }) => ({
      version,
      createdAt,
      ...telemetry,
      entropies: listOf(telemetry.entropies),
      probabilities: telemetry.probabilities?.map((row) => [...row]) ?? null,
      likeliest: listOf(telemetry.likeliest),
    }));
  }

  @ResolveField(() => [ProgressPointModel], {
    description:
      'Best so far against trials and device-seconds. Every point is exact; of a session of more than 5,000 trials there is ' +
      'at most one every 100.',
  })
  async progress(
    @Parent() session: SearchSessionEntity,
    @Args('points', {
      type: () => Int,
      defaultValue: 200,
      description: `Points at most, beside the last one: 2 to ${MAXIMUM_POINTS}`,
    })
    points: number,
    @Context() context: OperationContext,
  ): Promise<readonly ProgressPoint[]> {
    const request = { sessionId: session.id, points: pointsOf(points) };
    const find = () => context.loader(this.loadProgress).load(request);
    if (!keepsItsCurve(session.state)) return find();
    return this.knownCurves.get(JSON.stringify(request), session.state, find);
  }

  @ResolveField(() => TrialModel, {
    nullable: true,
    description:
      'The best training of the best finalist: it carries a test accuracy and the exported network. Null while none is trained.',
  })
  async winner(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<TrialView | null> {
    return winnerOf(await context.loader(this.loadFinalists).load(session.id));
  }

  @Extensions({ listSize: 20 })
  @ResolveField(() => [FinalistModel], {
    description:
      'The architectures that are trained once more by the final recipe, best first: by the mean reward over their seeds, those of ' +
      'which a training failed after all others; of equal means the greater lower end of its 95 % interval is better',
  })
  async finalists(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<FinalistModel[]> {
    return toFinalists(await context.loader(this.loadFinalists).load(session.id));
  }

  @ResolveField(() => TrialModel, {
    nullable: true,
    description:
      'The best that it has: the winner, or while no finalist is trained the first of its leaderboard. Null without a result.',
  })
  async best(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<TrialView | null> {
    const [finalists, first] = await Promise.all([
      context.loader(this.loadFinalists).load(session.id),
      context.loader(this.loadBests).load(session.id),
    ]);
    return winnerOf(finalists) ?? first;
  }

  @ResolveField(() => VerdictModel, {
    nullable: true,
    description: 'Better than random? Null without a control arm, and while either has no result.',
  })
  async verdict(
    @Parent() session: SearchSessionEntity,
    @Context() context: OperationContext,
  ): Promise<Verdict | null> {
    const control = await context.loader(this.loadControls).load(session.id);
    if (!control) return null;
    const accuracies = context.loader(this.loadAccuracies);
    const [ofSession, ofControl] = await Promise.all([
      accuracies.load(session.id),
      accuracies.load(control.id),
    ]);
    return verdictOf(ofSession, ofControl);
  }

  private readonly loadExperiments = (ids: readonly string[], projectId: ProjectId) =>
    this.experiments.getAll(projectId, ids);

  private readonly loadControls = async (ids: readonly string[], projectId: ProjectId) => {
    const controls = await this.sessions.controlsOf(projectId, ids);
    return ids.map((id) => controls.find(({ controlOfId }) => controlOfId === id) ?? null);
  };

  private readonly loadTrialCounts = async (ids: readonly string[], projectId: ProjectId) => {
    const counts = await this.views.trialCounts(projectId, ids);
    return ids.map((id) => counts.get(id) ?? NO_TRIALS);
  };

  private readonly loadUpdates = (places: readonly UpdatesPlace[], projectId: ProjectId) =>
    this.views.policyUpdates(projectId, places, MAXIMUM_UPDATES);

  private readonly loadProgress = (requests: readonly ProgressRequest[], projectId: ProjectId) =>
    this.curves.curves(projectId, requests);

  private readonly loadFinalists = async (ids: readonly string[], projectId: ProjectId) => {
    const runs = await this.trials.finals(projectId, ids);
    return ids.map((id) => rankFinalists(runs.filter(({ sessionId }) => sessionId === id)));
  };

  private readonly loadBests = async (ids: readonly string[], projectId: ProjectId) => {
    const bests = await this.trials.bests(projectId, ids);
    return ids.map((id) => bests.find(({ sessionId }) => sessionId === id) ?? null);
  };

  private readonly loadAccuracies = async (ids: readonly string[], projectId: ProjectId) => {
    const accuracies = await this.views.accuracies(projectId, ids);
    return ids.map((id) => accuracies.get(id) ?? []);
  };
}

/** @throws DomainError INVALID_INPUT */
const pointsOf = (points: number): number =>
  parseInput(z.int(POINTS).min(2, POINTS).max(MAXIMUM_POINTS, POINTS), points, ['points']);
const POINTS = `must be from 2 to ${MAXIMUM_POINTS}`;

const listOf = (numbers: readonly number[] | null): number[] | null => numbers && [...numbers];

/** Whether none of its trials will end any more. One that failed by its strategy leaves trials that are under way. */
const keepsItsCurve = (state: SessionState): boolean => state === 'SUCCEEDED' || state === 'CANCELLED';
