import { describe, expect, it } from 'vitest';
import { experimentDefinitionSchema } from '../../src/modules/experiments/index.js';
import { recipeSchema } from '../../src/training/index.js';
import {
  claim,
  evaluateWaiting,
  first,
  project,
  registerWorker,
  runningSession,
  stateOf,
} from '../support/fixtures.js';
import { createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const { leases, workers, workerViews } = services;

const find = async (name: string) => {
  const all = await workerViews.newest(500, undefined, true);
  const found = all.find((worker) => worker.name === name);
  if (!found) throw new Error(`there is no worker ${name}`);
  return found;
};

/** As if the worker had been silent for longer than its lease. */
const silence = (name: string) =>
  database.query(`update workers set expires_at = clock_timestamp() - interval '1 ms' where name = $1`, [
    name,
  ]);

const selfOf = async (name: string) => ({ ...(await find(name)), format: 1 });

describe('a worker', () => {
  it('is active while it is heard of, and gone when it says so or is silent, by the clock of the database', async () => {
    const name = await registerWorker(services, ['gpu']);
    expect(await find(name)).toMatchObject({ state: 'ACTIVE', labels: ['gpu'], host: 'host', busy: 0 });
    await workers.beat(await selfOf(name), 'DRAINING', 60);
    expect((await find(name)).state).toBe('DRAINING');
    await silence(name);
    expect((await find(name)).state).toBe('GONE');
    // One that was only slow is back.
    await workers.beat(await selfOf(name), 'ACTIVE', 60);
    expect((await find(name)).state).toBe('ACTIVE');
    await workers.beat(await selfOf(name), 'GONE', 60);
    expect((await find(name)).state).toBe('GONE');
  });

  it('is listed by the time of its start, newest first, those that are gone only when asked for', async () => {
    const names = [
      await registerWorker(services),
      await registerWorker(services),
      await registerWorker(services),
    ];
    await silence(names[1] ?? '');
    const listed = async (withGone: boolean) =>
      (await workerViews.newest(500, undefined, withGone)).map(({ name }) => name).slice(0, withGone ? 3 : 2);
    expect(await listed(false)).toEqual([names[2], names[0]]);
    expect(await listed(true)).toEqual([...names].reverse());
    const [newest] = await workerViews.newest(1, undefined, false);
    const [next] = await workerViews.newest(1, newest?.id, false);
    expect(next?.name).toBe(names[0]);
  });

  it('is named by the trials that it takes, and shows what it holds to their project alone', async () => {
    const name = await registerWorker(services);
    const { id } = await find(name);
    const { trials } = await runningSession(services);
    const claimed = await claim(services, first(trials), name);
    expect(await stateOf(services, claimed.id)).toMatchObject({ workerId: id, device: null });
    expect((await services.trialViews.heldBy(project, [id])).map((trial) => trial.id)).toEqual([claimed.id]);
    expect(await services.trialViews.heldBy(await createProject(services), [id])).toEqual([]);
    expect((await find(name)).busy).toBe(1);
    const ending = { state: 'SUCCEEDED', validationAccuracy: 0.5, reward: 0.1, device: 'cuda:1' } as const;
    await leases.conclude([{ trial: claimed, ending }]);
    expect(await stateOf(services, claimed.id)).toMatchObject({ workerId: id, device: 'cuda:1' });
    expect((await find(name)).busy).toBe(0);
  });
});

describe('labels', () => {
  it('lead a session to the workers that have them all', async () => {
    const { sessionId } = await runningSession(services, { labels: ['team-a', 'gpu', 'gpu'] });
    expect((await services.sessions.find(project, sessionId))?.labels).toEqual(['gpu', 'team-a']);
    const takenBy = async (labels: string[]) =>
      (await leases.take('train', 1000, await registerWorker(services, labels))).filter(
        (trial) => trial.sessionId === sessionId,
      ).length;
    expect(await takenBy([])).toBe(0);
    expect(await takenBy(['gpu'])).toBe(0);
    expect(
      (await leases.take('train', 1000, 'not registered')).map((trial) => trial.sessionId),
    ).not.toContain(sessionId);
    expect(await takenBy(['other', 'team-a', 'gpu'])).toBeGreaterThan(0);
  });

  it('hold for a claim of known trials too', async () => {
    const { trials } = await runningSession(services, { labels: ['gpu'] });
    expect(await leases.claim(trials, 10, await registerWorker(services))).toEqual([]);
    expect(await leases.claim(trials, 1, await registerWorker(services, ['gpu']))).toHaveLength(1);
  });

  it('that are none are refused', async () => {
    await expect(runningSession(services, { labels: ['GPU'] })).rejects.toThrow('must be a label');
  });
});

describe('rows of a newer version', () => {
  it.each(['experiments', 'search_sessions'])('are left to workers that know it: %s', async (table) => {
    const { sessionId, experiment, trials } = await runningSession(services);
    const id = table === 'experiments' ? experiment.id : sessionId;
    await database.query(`update ${table} set format = 2 where id = $1`, [id]);
    const taken = await leases.take('train', 1000, 'worker');
    expect(taken.map((trial) => trial.sessionId)).not.toContain(sessionId);
    expect(await leases.claim(trials, 1, 'worker')).toEqual([]);
    await database.query(`update ${table} set format = 1 where id = $1`, [id]);
    expect(await leases.claim(trials, 1, 'worker')).toHaveLength(1);
  });

  it('are not advanced: the strategy stays where it is', async () => {
    const { sessionId } = await runningSession(services);
    await evaluateWaiting(services, sessionId);
    await database.query('update search_sessions set format = 2 where id = $1', [sessionId]);
    await services.advancing.advance(sessionId);
    expect((await services.sessions.find(project, sessionId))?.policyVersion).toBe(0);
    await database.query('update search_sessions set format = 1 where id = $1', [sessionId]);
    await services.advancing.advance(sessionId);
    expect((await services.sessions.find(project, sessionId))?.policyVersion).toBe(1);
  });
});

describe('rows of an older version', () => {
  it('are read: what they do not say has its default', () => {
    // As the first version wrote it.
    const recipe = {
      epochs: 2,
      batchSize: 64,
      optimizer: 'nesterov',
      learningRate: 0.1,
      momentum: 0.9,
      weightDecay: 1e-4,
    };
    expect(recipeSchema.parse(recipe)).toEqual(recipeSchema.parse({ epochs: 2 }));
    const definition = { name: 'old', dataSet: { name: 'digits' }, space: { kind: 'nasbench201' } };
    expect(experimentDefinitionSchema.parse(definition)).toMatchObject({
      evaluator: { kind: 'train' },
      seed: 0,
    });
  });
});
