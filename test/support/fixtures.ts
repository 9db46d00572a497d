import type { LeaderboardInput, LeaderboardPage, StandingView } from '../../src/modules/leaderboard/index.js';
import type { StartSession } from '../../src/modules/sessions/start-session.service.js';
import type { TrialView } from '../../src/modules/trials/index.js';
import type { ClaimedTrial, TrialEnding } from '../../src/modules/trials/trial-lease.js';
import { DEFAULT_PROJECT } from '../../src/platform/access/index.js';
import { newId } from '../../src/platform/ids/index.js';
import { ROW_FORMAT } from '../../src/platform/version/index.js';
import type { Services } from './services.js';

/** The project of every test that is not about projects. */
export const project = DEFAULT_PROJECT;

/** A problem of 64 architectures, each of which trains in a fraction of a second. */
export const digitsDefinition = {
  name: 'digits in a test',
  dataSet: { name: 'digits' },
  space: { kind: 'cnn-chain', layers: 2, filterHeights: [1, 3], filterWidths: [1, 3], filters: [4, 8] },
  recipe: { epochs: 2, batchSize: 128 },
};

/** A problem whose results stand in the table of NAS-Bench-201. */
export const tabularDefinition = {
  name: 'NAS-Bench-201 in a test',
  evaluator: { kind: 'tabular', table: 'nasbench201' },
  objective: { power: 1, window: 1 },
};

export const createExperiment = (services: Services, changes: object = {}) =>
  services.experiments.create(project, { ...digitsDefinition, ...changes }, null);

/** A session of the random strategy in batches of four, without finalists and control arm. */
export const startSession = (services: Services, experimentId: string, changes: Partial<StartSession> = {}) =>
  services.starting.start(project, {
    experimentId,
    strategy: 'random',
    options: { batchSize: 4 },
    seed: '1',
    maxTrials: 8,
    retrainTop: 0,
    trialTimeLimitSeconds: 60,
    control: false,
    ...changes,
  });

/**
 * A session of an experiment of its own, whose first batch waits for a worker.
 * @param definition what of the experiment is otherwise than usual
 */
export async function runningSession(
  services: Services,
  changes: Partial<StartSession> = {},
  definition: object = {},
) {
  // Another seed, another evaluation: no result of an earlier test is reused.
  freshSeed += 1;
  const experiment = await createExperiment(services, { seed: freshSeed, ...definition });
  const { id } = await startSession(services, experiment.id, changes);
  await services.advancing.advance(id);
  return { sessionId: id, experiment, trials: await services.trialViews.ofSession(project, id, 500, 0) };
}

let freshSeed = 0;

/** Registers a worker of these labels, and says what it is called. */
export async function registerWorker(services: Services, labels: readonly string[] = []): Promise<string> {
  const id = newId();
  const name = `host/1/${id}`;
  const [host, processId, version, format] = ['host', 1, '0.1.0', ROW_FORMAT];
  const devices = [{ name: 'cpu', model: 'A processor', memoryMebibytes: null, slots: 2 }] as const;
  const self = { id, name, host, processId, version, format, labels: [...labels], devices: [...devices] };
  await services.workers.beat(self, 'ACTIVE', 60);
  return name;
}

export function first<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined) throw new Error('there is no first item');
  return item;
}

/** Claims a trial that is known to wait. */
export async function claim(
  services: Services,
  { id }: Pick<TrialView, 'id'>,
  worker = 'worker',
): Promise<ClaimedTrial> {
  const trial = await services.trialViews.find(project, id);
  const [claimed] = trial ? await services.leases.claim([trial], 1, worker) : [];
  if (!claimed) throw new Error(`trial ${id} cannot be claimed`);
  return claimed;
}

export const conclude = async (
  { leases }: Pick<Services, 'leases'>,
  trial: ClaimedTrial,
  ending: TrialEnding,
) => first(await leases.conclude([{ trial, ending }]));

/** Writes a result; false when the lease is lost. */
export const end = async (services: Pick<Services, 'leases'>, trial: ClaimedTrial, ending: TrialEnding) =>
  (await conclude(services, trial, ending)).kind === 'ended';

export const success = (validationAccuracy: number): TrialEnding => ({
  state: 'SUCCEEDED',
  validationAccuracy,
  reward: validationAccuracy ** 3,
  deviceSeconds: 1,
});

export const failure: TrialEnding = {
  state: 'FAILED',
  failure: 'NOT_A_NUMBER',
  failureMessage: 'the loss is NaN',
};

/** How a training ends whose worker stops: it has its place back. */
export const preempted: TrialEnding = {
  state: 'FAILED',
  failure: 'PREEMPTED',
  failureMessage: 'the worker stopped',
  failureLog: 'epoch 1 of 2',
};

/** Does a worker's part: every trial of the session that waits gets a result. */
export async function evaluateWaiting(
  services: Services,
  sessionId: string,
  endingOf: (trial: TrialView) => TrialEnding = ({ number }) => success(number / 1000),
): Promise<void> {
  const trials = await services.trialViews.ofSession(project, sessionId, 500, 0);
  for (const trial of trials.filter(({ state }) => state === 'QUEUED')) {
    // One that is equal to an earlier one has ended with it.
    if ((await stateOf(services, trial.id)).state !== 'QUEUED') continue;
    await end(services, await claim(services, trial), endingOf(trial));
  }
}

/** The whole of a leaderboard, read page by page. */
export async function boardOf(
  services: Services,
  query: Omit<LeaderboardInput, 'first' | 'after'>,
  size = 500,
): Promise<StandingView[]> {
  const all: StandingView[] = [];
  for (let after: string | null = null; ; ) {
    const page: LeaderboardPage = await services.leaderboards.page(project, { ...query, first: size, after });
    all.push(...page.standings.map(({ standing }) => standing));
    if (!page.hasNextPage) return all;
    after = page.standings.at(-1)?.cursor ?? null;
  }
}

export async function stateOf(services: Services, trialId: string) {
  const trial = await services.trialViews.find(project, trialId);
  if (!trial) throw new Error(`there is no trial ${trialId}`);
  return trial;
}

export async function policyUpdates(services: Services, sessionId: string) {
  const [updates = []] = await services.sessionViews.policyUpdates(project, [{ sessionId, after: 0 }], 500);
  return updates;
}

/** Lets a trial's lease run out, and takes it back. */
export async function loseLease(services: Services, trialId: string): Promise<void> {
  await letLeaseRunOut(services, trialId);
  await services.leases.expireLeases();
}

/** Lets a trial's lease run out as if its worker had been silent for too long. */
export async function letLeaseRunOut(services: Services, trialId: string): Promise<void> {
  await services.dataSource.query(
    `update trials set lease_expires_at = clock_timestamp() - interval '1 second' where id = $1`,
    [trialId],
  );
}
