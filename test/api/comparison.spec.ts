import { beforeAll, describe, expect, it } from 'vitest';
import { ArchwayClient, type SessionComparison } from '../../src/client/index.js';
import { openApi } from '../support/api-process.js';
import {
  createExperiment,
  evaluateWaiting,
  project,
  startSession,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new ArchwayClient({ url: api.url });
const ids: string[] = [];
let comparison: SessionComparison;

/** A search in the table, to its end. The last one has half the budget. */
beforeAll(async () => {
  for (const seed of ['1', '2', '3', '4', '5']) {
    const { id: experimentId } = await services.experiments.create(project, tabularDefinition);
    const { id } = await startSession(services, experimentId, {
      strategy: 'evolution',
      options: { populationSize: 10 },
      seed,
      maxTrials: seed === '5' ? 60 : 120,
      control: true,
    });
    ids.push(id);
    const control = await services.sessions.findControlOf(project, id);
    for (const session of [id, control?.id ?? '']) {
      for (let turn = 0; turn < 500; turn += 1) {
        const { state } = (await services.sessions.find(project, session)) ?? { state: 'none' };
        if (state === 'SUCCEEDED') break;
        await services.advancing.advance(session);
      }
    }
  }
  comparison = await client.compare(ids, 20);
}, 120_000);

/** What the table gave within a number of trials. */
const bestWithin = async (sessionId: string, trials: number): Promise<number> => {
  const [row] = await api.database.query<{ best: number }>(
    `select max(validation_accuracy) as best from trials
     where session_id = '${sessionId}' and purpose = 'SEARCH' and number <= ${trials}`,
  );
  return row?.best ?? 0;
};

describe('a comparison of sessions', () => {
  it('has the sessions of one strategy as seeds of an arm, and their control arms as another', () => {
    expect(
      comparison.arms.map(({ strategy, seeds, sessions }) => [strategy, seeds, sessions.length]),
    ).toEqual([
      ['evolution', 5, 5],
      ['random', 5, 5],
    ]);
    expect(comparison.trials).toBe(60);
    // A table holds no device.
    expect(comparison.deviceSeconds).toBe(0);
    expect(comparison.arms.map(({ bestAtDeviceSeconds }) => bestAtDeviceSeconds)).toEqual([null, null]);
  });

  it('compares what each had found with the budget of the smallest', async () => {
    for (const { bestAtTrials, sessions } of comparison.arms) {
      const bests = await Promise.all(sessions.map(({ id }) => bestWithin(id, 60)));
      expect(bestAtTrials?.mean).toBeCloseTo(bests.reduce((sum, best) => sum + best, 0) / bests.length, 12);
      expect(bestAtTrials?.sessions).toBe(5);
    }
  });

  it('judges by the named test over sessions', () => {
    const [evolution, random] = comparison.arms;
    expect(random?.verdict).toBeNull();
    expect(evolution?.verdict).toMatchObject({
      test: 'Mann-Whitney U, two-sided, exact',
      compared: 'SESSIONS',
      seeds: 5,
      randomSeeds: 5,
    });
    expect(evolution?.verdict?.bestDifference).toBeCloseTo(
      (evolution?.bestAtTrials?.mean ?? 0) - (random?.bestAtTrials?.mean ?? 0),
      12,
    );
  });

  it('has curves that never fall, over the sessions that came so far', () => {
    for (const { byTrials } of comparison.arms) {
      expect(byTrials.length).toBe(20);
      expect(byTrials.at(-1)).toMatchObject({ at: 120, sessions: 4 });
      expect(byTrials[0]).toMatchObject({ at: 6, sessions: 5 });
      const whole = byTrials.filter(({ sessions }) => sessions === 5).map(({ mean }) => mean);
      expect(whole).toEqual([...whole].sort((a, b) => a - b));
    }
  });

  it('is the same over REST', async () => {
    const query = ids.map((id) => `ids=${id}`).join('&');
    const { status, body } = await rest(api, 'GET', `/v1/comparison?${query}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      trials: 60,
      arms: [{ strategy: 'evolution', verdict: comparison.arms[0]?.verdict }, {}],
    });
  });

  it('of one session judges the run', async () => {
    const { arms } = await client.compare(ids.slice(0, 1));
    expect(arms[0]?.verdict).toMatchObject({ compared: 'PROPOSALS', seeds: 1, randomSeeds: 1 });
  });
});

it('sessions that held devices are compared in time, too', async () => {
  const { id: experimentId } = await createExperiment(services);
  const sessions: string[] = [];
  for (const [seed, maxTrials] of [
    ['1', 4],
    ['2', 8],
  ] as const) {
    const { id } = await startSession(services, experimentId, {
      seed,
      maxTrials,
      options: { batchSize: maxTrials },
    });
    await services.advancing.advance(id);
    await evaluateWaiting(services, id, ({ number }) => success(number / 10));
    sessions.push(id);
  }
  const { deviceSeconds, arms } = await client.compare(sessions);
  // A second for each trial that was trained, and none for one whose result was there.
  expect(deviceSeconds).toBeGreaterThan(0);
  for (const { sessions: of, bestAtDeviceSeconds } of arms) {
    const bests = await Promise.all(
      of.map(async ({ id }) => {
        const trials = await services.trialViews.ofSession(project, id, 500, 0);
        let spent = 0;
        return Math.max(
          ...trials.flatMap((trial) => {
            spent += trial.deviceSeconds ?? 0;
            return spent <= deviceSeconds ? (trial.validationAccuracy ?? []) : [];
          }),
        );
      }),
    );
    expect(bestAtDeviceSeconds?.at).toBe(deviceSeconds);
    expect(bestAtDeviceSeconds?.mean).toBeCloseTo(
      bests.reduce((sum, best) => sum + best, 0) / bests.length,
      12,
    );
  }
});

describe('what cannot be compared', () => {
  it('is refused by its place', async () => {
    const { id: experimentId } = await createExperiment(services);
    const { id } = await startSession(services, experimentId);
    await expect(client.compare([...ids, id])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('ids[5]: must be of the same problem as the first'),
    });
    await expect(client.compare([])).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(client.compare(['seven'])).rejects.toMatchObject({
      message: expect.stringContaining('ids[0]'),
    });
    const key = await createKey(services, { projectId: await createProject(services) });
    const stranger = new ArchwayClient({ url: api.url, key: key.secret });
    await expect(stranger.compare(ids)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
