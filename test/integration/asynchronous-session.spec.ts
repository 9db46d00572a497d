import { describe, expect, it } from 'vitest';
import {
  claim,
  createExperiment,
  end,
  evaluateWaiting,
  failure,
  first,
  policyUpdates,
  project,
  runningSession,
  startSession,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);

const trialsOf = (sessionId: string) => services.trialViews.ofSession(project, sessionId, 500, 0);
const waitingIn = async (sessionId: string) =>
  (await trialsOf(sessionId)).filter(({ state }) => state === 'QUEUED');
const sessionOf = async (id: string) => services.sessions.find(project, id);

const asynchronous = { mode: 'ASYNCHRONOUS', parallelism: 3, maxTrials: 20 } as const;

/** Ends one trial that waits, as its worker would. */
async function endOne(sessionId: string, ending = success(0.5)) {
  const trial = first(await waitingIn(sessionId));
  await end(services, await claim(services, trial), ending);
  return trial;
}

describe('an asynchronous session', () => {
  it('keeps as many trials in flight as it may, and tells each result as it comes', async () => {
    const { sessionId, trials } = await runningSession(services, asynchronous);
    expect(trials).toHaveLength(3);
    for (let ended = 1; ended <= 5; ended += 1) {
      await endOne(sessionId);
      await services.advancing.advance(sessionId);
      expect(await trialsOf(sessionId)).toHaveLength(3 + ended);
      expect(await waitingIn(sessionId)).toHaveLength(3);
      expect(await policyUpdates(services, sessionId)).toHaveLength(ended);
    }
  });

  it('keeps strategies busy that learn from one result at a time', async () => {
    const { trials } = await runningSession(services, {
      ...asynchronous,
      strategy: 'evolution',
      options: {},
    });
    expect(trials).toHaveLength(3);
  });

  it('tells several at once in updates that the strategy can take', async () => {
    const { sessionId } = await runningSession(services, {
      ...asynchronous,
      parallelism: 6,
      options: { batchSize: 4 },
    });
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    const told = await database.query<{ told: number | null }>(
      'select told_version as told from trials where session_id = $1 order by number limit 6',
      [sessionId],
    );
    expect(told.map((row) => row.told)).toEqual([1, 1, 1, 1, 2, 2]);
  });

  it('told by two processes at once tells each result once, and never has too many in flight', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { sessionId } = await runningSession(services, asynchronous);
      await endOne(sessionId);
      await endOne(sessionId, failure);
      await Promise.all([services, others, services].map(({ advancing }) => advancing.advance(sessionId)));
      expect(await trialsOf(sessionId)).toHaveLength(5);
      const [counted] = await database.query(
        'select count(told_version)::int as told from trials where session_id = $1',
        [sessionId],
      );
      expect(counted).toEqual({ told: 2 });
    }
  });

  it('spends its budget, waits for what is under way, and ends', async () => {
    const { sessionId } = await runningSession(services, { ...asynchronous, maxTrials: 4, retrainTop: 1 });
    await endOne(sessionId);
    await services.advancing.advance(sessionId);
    await endOne(sessionId);
    await services.advancing.advance(sessionId);
    expect(await trialsOf(sessionId)).toHaveLength(4);
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect((await trialsOf(sessionId)).at(-1)).toMatchObject({ purpose: 'FINAL', number: 5 });
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await sessionOf(sessionId)).toMatchObject({ state: 'SUCCEEDED', stopReason: 'MAX_TRIALS' });
  });

  it('is found by the reconciler when the wake-up of a result is lost', async () => {
    const { sessionId } = await runningSession(services, asynchronous);
    await endOne(sessionId);
    services.queue.loseJobs();
    await services.reconciler.reconcile();
    expect(services.queue.pending('advanceSession')).toMatchObject([{ sessionId, ifAt: 0 }]);
  });

  it('proposes and tells nothing while it is paused', async () => {
    const { sessionId } = await runningSession(services, asynchronous);
    await services.verbs.apply('pause', project, sessionId);
    await services.leases.expireLeases();
    const before = await trialsOf(sessionId);
    await services.advancing.advance(sessionId);
    expect(await trialsOf(sessionId)).toEqual(before);
  });

  it('fills at once the places of results that are reused', async () => {
    const experiment = await createExperiment(services, { seed: 9001 });
    const changes = { ...asynchronous, maxTrials: 8 };
    const original = await startSession(services, experiment.id, changes);
    for (let round = 0; round < 10 && !(await sessionOf(original.id))?.finishedAt; round += 1) {
      await services.advancing.advance(original.id);
      await evaluateWaiting(services, original.id);
    }
    const again = await startSession(services, experiment.id, changes);
    await services.advancing.advance(again.id);
    expect(await sessionOf(again.id)).toMatchObject({ state: 'SUCCEEDED', proposed: 8 });
  });
});

describe('parallelism', () => {
  it('is the batch of the strategy where the session is synchronous, and cannot be chosen', async () => {
    const experiment = await createExperiment(services);
    const session = await startSession(services, experiment.id, { options: { batchSize: 5 } });
    expect(session).toMatchObject({ mode: 'SYNCHRONOUS', parallelism: 5 });
    await expect(startSession(services, experiment.id, { parallelism: 2 })).rejects.toMatchObject({
      problems: [{ field: 'parallelism', message: expect.stringContaining('ASYNCHRONOUS') }],
    });
  });

  it('goes for the control arm as well', async () => {
    const experiment = await createExperiment(services);
    const changes = { ...asynchronous, strategy: 'evolution', options: {}, control: true };
    const { id } = await startSession(services, experiment.id, changes);
    expect(await services.sessions.findControlOf(project, id)).toMatchObject({
      mode: 'ASYNCHRONOUS',
      parallelism: 3,
    });
  });
});
