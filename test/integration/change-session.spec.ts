import { describe, expect, it } from 'vitest';
import { evaluateWaiting, project, runningSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);

const { changing, advancing, verbs } = services;
const sessionOf = async (id: string) => {
  const session = await services.sessions.find(project, id);
  if (!session) throw new Error(`there is no session ${id}`);
  return session;
};
const stateOf = async (id: string) => (await sessionOf(id)).state;

describe('a session under way', () => {
  it('goes on beyond its first budget when that is raised, and its control arm with it', async () => {
    const { sessionId } = await runningSession(services, {
      strategy: 'evolution',
      options: { batchSize: 2, populationSize: 4, sampleSize: 2 },
      maxTrials: 2,
      control: true,
    });
    const control = await services.sessions.findControlOf(project, sessionId);
    const changed = await changing.change(project, sessionId, { maxTrials: 6 });
    expect(changed).toMatchObject({ maxTrials: 6, priority: 10, labels: [] });
    expect(await sessionOf(control?.id ?? '')).toMatchObject({ maxTrials: 6 });
    expect(services.queue.pending('advanceSession').map((job) => job.sessionId)).toContain(control?.id);
    for (let turn = 0; turn < 3; turn += 1) {
      await evaluateWaiting(services, sessionId);
      await advancing.advance(sessionId);
    }
    expect(await sessionOf(sessionId)).toMatchObject({ state: 'SUCCEEDED', proposed: 6 });
  });

  it('bears more failures when its budget is raised, unless their number was chosen', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 40 });
    expect(await sessionOf(sessionId)).toMatchObject({ maxFailedTrials: 10 });
    expect(await changing.change(project, sessionId, { maxTrials: 400 })).toMatchObject({
      maxFailedTrials: 100,
    });
    expect(await changing.change(project, sessionId, { priority: 20 })).toMatchObject({
      maxFailedTrials: 100,
    });
    const { sessionId: chosen } = await runningSession(services, { maxTrials: 40, maxFailedTrials: 5 });
    expect(await changing.change(project, chosen, { maxTrials: 400 })).toMatchObject({ maxFailedTrials: 5 });
  });

  it('is evaluated by other workers, and at another pace, once its labels and its priority are changed', async () => {
    const { sessionId } = await runningSession(services);
    await changing.change(project, sessionId, { labels: ['gpu'], priority: 30 });
    expect(await sessionOf(sessionId)).toMatchObject({ labels: ['gpu'], priority: 30 });
    const taken = async () =>
      (await services.leases.take('train', 1000, 'no labels')).filter(
        (trial) => trial.sessionId === sessionId,
      );
    expect(await taken()).toEqual([]);
    await changing.change(project, sessionId, { labels: [] });
    expect(await taken()).toHaveLength(4);
  });

  it('keeps its budgets from being lowered, and says so of each', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 8, maxDurationSeconds: 60 });
    const lower = { maxTrials: 7, maxDurationSeconds: 59, maxDeviceSeconds: 1_000_000 };
    await expect(changing.change(project, sessionId, lower)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      problems: [
        { field: 'maxTrials', message: 'can only be raised, and is 8' },
        { field: 'maxDurationSeconds', message: 'can only be raised, and is 60' },
        { field: 'maxDeviceSeconds', message: 'can only be raised, and is not limited' },
      ],
    });
    expect(await sessionOf(sessionId)).toMatchObject({ maxTrials: 8, maxDurationSeconds: 60 });
  });
});

describe('a change that comes too late', () => {
  it('raises no budget while finalists are trained, which are chosen from the whole search', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 4, retrainTop: 1 });
    await evaluateWaiting(services, sessionId);
    await advancing.advance(sessionId);
    await expect(changing.change(project, sessionId, { maxTrials: 8 })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect(await changing.change(project, sessionId, { priority: 50 })).toMatchObject({ priority: 50 });
  });

  it('raises none of a session that drains, and changes nothing of one that is killed or has ended', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 8 });
    const change = (changes: object) => changing.change(project, sessionId, changes);
    await verbs.apply('stop', project, sessionId);
    await expect(change({ maxTrials: 9 })).rejects.toMatchObject({ code: 'CONFLICT' });
    await verbs.apply('cancel', project, sessionId);
    await advancing.advance(sessionId);
    expect(await stateOf(sessionId)).toBe('CANCELLED');
    await expect(change({ priority: 20 })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('at the same moment as the turn that ends the search is either refused or carried out', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { sessionId } = await runningSession(services, { maxTrials: 4 });
      await evaluateWaiting(services, sessionId);
      const [refused] = await Promise.all([
        changing.change(project, sessionId, { maxTrials: 8 }).then(
          () => false,
          () => true,
        ),
        others.advancing.advance(sessionId),
      ]);
      await advancing.advance(sessionId);
      expect(await sessionOf(sessionId)).toMatchObject(
        refused ? { state: 'SUCCEEDED', proposed: 4 } : { state: 'RUNNING', proposed: 8 },
      );
    }
  });
});
