import { Injectable } from '@nestjs/common';
import { Random } from '../../nas/random.js';
import { createSpace, randomTokens } from '../../nas/space/index.js';
import type { ProjectId } from '../../platform/access/index.js';
import { type CheckedExperiment, ExperimentsService, isTabular } from '../experiments/index.js';
import {
  isTerminalSession,
  type SearchSessionEntity,
  StartSessionService,
  type SubmitSearch,
} from '../sessions/index.js';
import { type ActiveWorker, WorkersReadModel } from '../workers/index.js';
import { type Outlook, outlookOf, type Plan, type TrainingSeconds } from './forecast.js';
import { ForecastsReadModel, type ProjectTraining, type SessionPace } from './forecasts.read-model.js';
import { meanSeconds, scaled, secondsOf, throughputOf, workOf } from './training-cost.js';

/** What is foreseen of a search, on what that rests, and why the rest is not known. */
export interface Forecast {
  readonly outlook: Outlook | null;
  readonly basis: string | null;
  readonly reason: string | null;
}

type Budget = Pick<
  SearchSessionEntity,
  | 'maxTrials'
  | 'parallelism'
  | 'retrainTop'
  | 'retrainSeeds'
  | 'maxDeviceSeconds'
  | 'maxDurationSeconds'
  | 'labels'
>;

type Problem = Pick<CheckedExperiment, 'definition' | 'inputShape' | 'trainExamples' | 'dataVersion'>;

/** Architectures that are drawn to see how large those of a space are. */
const DRAWN = 32;

const NOT_BEGUN = { ended: 0, deviceSeconds: 0, elapsedSeconds: 0, recent: [] };

/** Says what searches will cost, from what trainings of the project have cost. */
@Injectable()
export class ForecastsService {
  constructor(
    private readonly views: ForecastsReadModel,
    private readonly workers: WorkersReadModel,
    private readonly experiments: ExperimentsService,
    private readonly starting: StartSessionService,
  ) {}

  /**
   * Of a search that is not submitted, its control arm included; nothing is stored.
   * @throws DomainError INVALID_INPUT as its submission would
   */
  async ofDraft(projectId: ProjectId, input: SubmitSearch): Promise<Forecast> {
    const { experiment, arms } = await this.starting.draft(projectId, input);
    const [session] = arms;
    const [trainings, workers] = await Promise.all([this.views.trainings(projectId), this.workers.active()]);
    return forecastOf(session, experiment, NOT_BEGUN, arms.length, trainings, workers);
  }

  /** Of each of these sessions by itself, in their order; null where it has ended. */
  async ofSessions(
    projectId: ProjectId,
    sessions: readonly SearchSessionEntity[],
  ): Promise<(Forecast | null)[]> {
    const going = sessions.filter(({ state }) => !isTerminalSession(state));
    if (going.length === 0) return sessions.map(() => null);
    const experimentIds = [...new Set(going.map(({ experimentId }) => experimentId))];
    const [trainings, workers, paces, problems] = await Promise.all([
      this.views.trainings(projectId),
      this.workers.active(),
      this.views.paces(
        projectId,
        going.map(({ id }) => id),
      ),
      this.experiments.checked(projectId, experimentIds),
    ]);
    return sessions.map((session) => {
      const pace = paces.find(({ sessionId }) => sessionId === session.id);
      const problem = problems.get(session.experimentId);
      return (pace && problem && forecastOf(session, problem, pace, 1, trainings, workers)) || null;
    });
  }
}

function forecastOf(
  session: Budget,
  problem: Problem,
  pace: Omit<SessionPace, 'sessionId'>,
  arms: number,
  trainings: readonly ProjectTraining[],
  workers: readonly ActiveWorker[],
): Forecast {
  const suitable = workers.filter((worker) => session.labels.every((label) => worker.labels.includes(label)));
  const devices = suitable.flatMap((worker) => worker.devices);
  const slots = devices.reduce((sum, device) => sum + device.slots, 0);
  const models = new Set(devices.map(({ model, name }) => model ?? name));
  const costs = costsOf(problem, pace.recent, trainings, models);
  if (!costs.seconds) return { outlook: null, basis: null, reason: costs.reason };
  const labels = session.labels.length > 0 ? ` with the labels ${session.labels.join(', ')}` : '';
  return {
    outlook: outlookOf(planOf(session, pace, arms), costs.seconds, slots),
    basis: costs.basis,
    reason:
      slots > 0
        ? null
        : `no worker${labels} that trains is there, so that nobody knows how long it will take`,
  };
}

const planOf = (session: Budget, pace: Omit<SessionPace, 'sessionId'>, arms: number): Plan => ({
  arms,
  trialsEnded: pace.ended,
  maxTrials: session.maxTrials,
  parallelism: session.parallelism,
  finals: session.retrainTop * session.retrainSeeds,
  spentDeviceSeconds: pace.deviceSeconds,
  maxDeviceSeconds: session.maxDeviceSeconds,
  elapsedSeconds: pace.elapsedSeconds,
  maxDurationSeconds: session.maxDurationSeconds,
});

type Costs =
  | { readonly seconds: TrainingSeconds; readonly basis: string }
  | { readonly seconds: null; readonly reason: string };

/** By the session's own trials where there are enough, else by trainings that are like it: on the same data and devices, if there are any. */
function costsOf(
  problem: Problem,
  recent: readonly number[],
  trainings: readonly ProjectTraining[],
  models: ReadonlySet<string>,
): Costs {
  const { definition, inputShape, trainExamples, dataVersion } = problem;
  if (isTabular(definition))
    return { seconds: null, reason: 'its results stand in a table: no device is held' };
  const { recipe, finalRecipe } = definition;
  const own = meanSeconds(recent);
  if (own) {
    const final = scaled(own, finalRecipe.epochs / recipe.epochs);
    return { seconds: { search: own, final }, basis: `the last ${recent.length} trials of the session` };
  }
  if (!inputShape || trainExamples === null) {
    return { seconds: null, reason: 'the experiment is older than what its forecast would rest on' };
  }
  const { used, likeness } = mostAlike(trainings, dataVersion, models);
  const throughput = throughputOf(used);
  if (!throughput)
    return { seconds: null, reason: 'the project has trained nothing yet that it could be measured by' };
  const work = (epochs: number) => workOf(meanFlops(definition.space, inputShape), trainExamples, epochs);
  return {
    seconds: {
      search: secondsOf(work(recipe.epochs), throughput),
      final: secondsOf(work(finalRecipe.epochs), throughput),
    },
    basis: `${used.length} trainings of the project ${likeness} (${(throughput.typical / 1e9).toPrecision(2)} GFLOP/s) and the FLOPs of ${DRAWN} architectures of the space`,
  };
}

function mostAlike(trainings: readonly ProjectTraining[], dataVersion: string, models: ReadonlySet<string>) {
  const onDevices = trainings.filter(({ device }) => models.has(device));
  const onData = onDevices.filter((training) => training.dataVersion === dataVersion);
  if (onData.length > 0) return { used: onData, likeness: 'on the same data and devices' };
  if (onDevices.length > 0) return { used: onDevices, likeness: 'on other data and the same devices' };
  return { used: trainings, likeness: 'on other devices' };
}

/** Of an architecture that is drawn at random. The same ones are drawn each time. */
function meanFlops(
  definition: Parameters<typeof createSpace>[0],
  shape: NonNullable<Problem['inputShape']>,
): number {
  const space = createSpace(definition);
  const random = new Random(0n);
  let sum = 0;
  for (let drawn = 0; drawn < DRAWN; drawn += 1)
    sum += space.network(randomTokens(space, random), shape).flops;
  return sum / DRAWN;
}
