import { describe, expect, it } from 'vitest';
import type { TrialView } from '../../src/modules/trials/index.js';
import { rankFinalists, winnerOf } from '../../src/modules/trials/index.js';
import { createSpace } from '../../src/nas/space/index.js';
import {
  boardOf,
  claim,
  createExperiment,
  digitsDefinition,
  end,
  evaluateWaiting,
  failure,
  first,
  letLeaseRunOut,
  policyUpdates,
  project,
  startSession,
  stateOf,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);

const trialsOf = (sessionId: string): Promise<TrialView[]> =>
  services.trialViews.ofSession(project, sessionId, 500, 0);

const sessionOf = async (id: string) => {
  const session = await services.sessions.find(project, id);
  if (!session) throw new Error(`there is no session ${id}`);
  return session;
};

const countsOf = async (id: string) => (await services.sessionViews.trialCounts(project, [id])).get(id);

const edgegpu = { kind: 'table', device: 'edgegpu' } as const;
const tabularWith = (objective: object) =>
  services.experiments.create(
    project,
    { ...tabularDefinition, objective: { power: 1, window: 1, ...objective } },
    null,
  );

/** Half of the 64 networks of the test problem have more parameters than this. */
const PARAMETERS = 400;

describe('an architecture that breaks a constraint', () => {
  it('is infeasible in the turn that proposes it, takes no worker, and says why', async () => {
    const { id: experimentId } = await createExperiment(services, {
      objective: { constraints: { parameters: PARAMETERS }, failureRewards: { INFEASIBLE: -0.5 } },
    });
    const { id } = await startSession(services, experimentId, { options: { batchSize: 8 }, maxTrials: 16 });
    await services.advancing.advance(id);
    const trials = await trialsOf(id);
    for (const trial of trials) {
      const { parameters } = trial.architecture;
      const isAbove = (parameters ?? 0) > PARAMETERS;
      expect(trial).toMatchObject(
        isAbove
          ? {
              state: 'INFEASIBLE',
              failure: null,
              failureMessage: `parameters is ${parameters}, and must be at most ${PARAMETERS}`,
              reward: -0.5,
              deviceSeconds: 0,
              startedAt: null,
            }
          : { state: 'QUEUED', failureMessage: null },
      );
    }
    const states = trials.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['QUEUED', 'INFEASIBLE']));
    await evaluateWaiting(services, id, () => success(0.9));
    await services.advancing.advance(id);
    // One update with the whole batch: the mean of what was told.
    const [update] = await policyUpdates(services, id);
    const rewards = states.map((state) => (state === 'INFEASIBLE' ? -0.5 : 0.9 ** 3));
    expect(update?.telemetry.rewardMean).toBeCloseTo(
      rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
      12,
    );
    await evaluateWaiting(services, id);
    await services.advancing.advance(id);
    expect(await sessionOf(id)).toMatchObject({ state: 'SUCCEEDED', proposed: 16, toldFailed: 0 });
    const infeasible = (await trialsOf(id)).filter(({ state }) => state === 'INFEASIBLE').length;
    expect(await countsOf(id)).toMatchObject({ infeasible, failed: 0, succeeded: 16 - infeasible });
    const board = await boardOf(services, { sessionId: id });
    expect(board.length).toBeGreaterThan(0);
    expect(Math.max(...board.map(({ parameters }) => parameters ?? 0))).toBeLessThanOrEqual(PARAMETERS);
  });

  it('does not hold up a session of which nothing else is under way, and fails one that has nothing else', async () => {
    const { id: experimentId } = await createExperiment(services, {
      objective: { constraints: { flops: 1 } },
    });
    const { id } = await startSession(services, experimentId, { maxTrials: 12 });
    await services.advancing.advance(id);
    const session = await sessionOf(id);
    expect(session).toMatchObject({ state: 'FAILED', stopReason: 'MAX_TRIALS', toldInfeasible: 12 });
    expect(session.error).toMatch(
      /^every trial was infeasible; the last one: flops is \d+, and must be at most 1$/,
    );
  });

  it('makes room for another at once where the session is asynchronous', async () => {
    const { id: experimentId } = await createExperiment(services, {
      objective: { constraints: { parameters: 200 } },
      seed: 77,
    });
    const { id } = await startSession(services, experimentId, {
      mode: 'ASYNCHRONOUS',
      parallelism: 4,
      maxTrials: 40,
    });
    await services.advancing.advance(id);
    const trials = await trialsOf(id);
    expect(trials.filter(({ state }) => state === 'QUEUED')).toHaveLength(4);
    expect(trials.some(({ state }) => state === 'INFEASIBLE')).toBe(true);
  });

  it('does not take the result that the cache has from an experiment without the constraint', async () => {
    const { id: free } = await createExperiment(services, { seed: 78 });
    const before = await startSession(services, free, { maxTrials: 8 });
    await services.advancing.advance(before.id);
    await evaluateWaiting(services, before.id);
    await services.advancing.advance(before.id);
    await evaluateWaiting(services, before.id);
    await services.advancing.advance(before.id);
    const { id: bound } = await createExperiment(services, {
      seed: 78,
      objective: { constraints: { parameters: PARAMETERS } },
    });
    const { id } = await startSession(services, bound, { maxTrials: 8 });
    await services.advancing.advance(id);
    const trials = await trialsOf(id);
    // The same seed proposes the same networks: all that are allowed are known already.
    expect(new Set(trials.map(({ state }) => state))).toEqual(new Set(['SUCCEEDED', 'INFEASIBLE']));
    for (const { state, cachedFromId } of trials) expect(cachedFromId !== null).toBe(state === 'SUCCEEDED');
  });

  it('is told by its latency in a table, and by what a cost model makes of its network', async () => {
    const table = await services.tables.get({ table: 'nasbench201' });
    const space = createSpace(table.spaceDefinition);
    const { id: experimentId } = await tabularWith({ latency: edgegpu, constraints: { latencyMs: 4 } });
    const { id } = await startSession(services, experimentId, { maxTrials: 60 });
    await services.advancing.advance(id);
    // As proposed: isomorphic cells, which share a row of architectures, were measured one by one.
    const proposed = await database.query<{ tokens: number[] }>(
      'select tokens from trials where session_id = $1 order by number',
      [id],
    );
    for (const { state, number, latencyMs, failureMessage, architecture } of await trialsOf(id)) {
      const { tokens = [] } = proposed[number - 1] ?? {};
      expect(latencyMs).toBe(table.quantities(space, tokens, 'edgegpu').latencyMs);
      expect(state).toBe((latencyMs ?? 0) <= 4 ? 'SUCCEEDED' : 'INFEASIBLE');
      expect(failureMessage).toEqual(
        state === 'INFEASIBLE' ? `latencyMs is ${latencyMs}, and must be at most 4` : null,
      );
      expect(architecture.parameters).toBe(
        Math.round(table.quantities(space, architecture.tokens, null).parameters ?? 0),
      );
    }
    const modelled = await createExperiment(services, {
      objective: { latency: { kind: 'model', fixedMs: 2, gigaflopsPerSecond: 0.001 } },
      seed: 79,
    });
    const session = await startSession(services, modelled.id);
    await services.advancing.advance(session.id);
    for (const { latencyMs, architecture } of await trialsOf(session.id)) {
      expect(latencyMs).toBeCloseTo(2 + (architecture.flops ?? 0) / 1000, 9);
    }
  });

  it('that cannot run on the device is infeasible under any limit, and has no latency to show', async () => {
    const { id: experimentId } = await tabularWith({
      latency: { kind: 'table', device: 'edgetpu' },
      constraints: { latencyMs: 1e9 },
    });
    const { id } = await startSession(services, experimentId, { maxTrials: 40 });
    await services.advancing.advance(id);
    const infeasible = (await trialsOf(id)).filter(({ state }) => state === 'INFEASIBLE');
    expect(first(infeasible)).toMatchObject({
      latencyMs: null,
      failureMessage: 'latencyMs is Infinity, and must be at most 1000000000',
    });
  });
});

describe('a reward', () => {
  it('is what the trade-off makes of accuracy and cost', async () => {
    const { id: experimentId } = await tabularWith({
      latency: edgegpu,
      tradeOffs: [{ quantity: 'latencyMs', target: 4, exponentBelow: 0, exponentAbove: -1 }],
    });
    const { id } = await startSession(services, experimentId, { maxTrials: 40, retrainTop: 2 });
    await services.advancing.advance(id);
    const trials = await trialsOf(id);
    for (const { reward, validationAccuracy, latencyMs } of trials) {
      const factor = Math.min(1, 4 / (latencyMs ?? 0));
      expect(reward).toBeCloseTo((validationAccuracy ?? 0) * factor, 12);
    }
    // Finalists are the best by reward, not by accuracy.
    const searched = trials.filter(({ purpose, repeated }) => purpose === 'SEARCH' && !repeated);
    const best = searched.toSorted((a, b) => (b.reward ?? 0) - (a.reward ?? 0)).slice(0, 2);
    const finalists = trials.filter(({ purpose }) => purpose === 'FINAL');
    expect(finalists.map(({ architecture }) => architecture.hash)).toEqual(
      best.map(({ architecture }) => architecture.hash),
    );
    expect(best[0]?.validationAccuracy).toBeLessThan(
      Math.max(...searched.map(({ validationAccuracy }) => validationAccuracy ?? 0)),
    );
    const winner = winnerOf(rankFinalists(await services.trialViews.finals(project, [id])));
    expect(winner?.reward).toBe(Math.max(...finalists.map(({ reward }) => reward ?? 0)));
  });

  it('of a failure is what the objective says of its kind, and is told', async () => {
    const { id: experimentId } = await createExperiment(services, {
      objective: { failureRewards: { NOT_A_NUMBER: -2, PREEMPTED: -3 } },
      seed: 80,
    });
    const { id } = await startSession(services, experimentId, { maxTrials: 8, maxFailedTrials: 8 });
    await services.advancing.advance(id);
    const trials = await trialsOf(id);
    await end(services, await claim(services, first(trials)), failure);
    expect(await stateOf(services, first(trials).id)).toMatchObject({ state: 'FAILED', reward: -2 });
    await evaluateWaiting(services, id, () => ({ ...failure, failure: 'TIMEOUT' }));
    await services.advancing.advance(id);
    const [update] = await policyUpdates(services, id);
    // Of a kind that has none the strategy makes what its options say: random leaves it out.
    expect(update?.telemetry).toMatchObject({ rewardMean: -2, rewardBest: -2 });
    expect(await sessionOf(id)).toMatchObject({ toldFailed: 4, toldSucceeded: 0 });
  });

  it('of one that lost its last worker is that of a preempted trial', async () => {
    const { id: experimentId } = await createExperiment(services, {
      objective: { failureRewards: { PREEMPTED: -3 } },
      retries: { PREEMPTED: { times: 0 } },
      seed: 81,
    });
    const { id } = await startSession(services, experimentId, { options: { batchSize: 1 }, maxTrials: 1 });
    await services.advancing.advance(id);
    const trial = await claim(services, first(await trialsOf(id)));
    await letLeaseRunOut(services, trial.id);
    await services.leases.expireLeases();
    expect(await stateOf(services, trial.id)).toMatchObject({
      state: 'FAILED',
      failure: 'PREEMPTED',
      reward: -3,
    });
  });
});

describe('an objective that cannot be known', () => {
  it.each([
    [
      { latency: { kind: 'table', device: 'toaster' } },
      'objective.latency',
      "must be { kind: 'table', device }, with one of edgegpu",
    ],
    [
      { latency: { kind: 'model', gigaflopsPerSecond: 1 } },
      'objective.latency',
      "must be { kind: 'table', device }",
    ],
    [{ metric: 'validationLoss' }, 'objective.metric', "must be 'validationAccuracy'"],
  ])('of a table is refused: %j', async (objective, field, message) => {
    await expect(tabularWith(objective)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ field, message: expect.stringContaining(message) }],
    });
  });

  it('of a training is refused', async () => {
    await expect(
      services.experiments.create(project, { ...digitsDefinition, objective: { latency: edgegpu } }, null),
    ).rejects.toMatchObject({ problems: [{ field: 'objective.latency' }] });
  });
});
