import { describe, expect, it } from 'vitest';
import { claim, end, evaluateWaiting, first, project, runningSession, success } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);

const stateOf = async (id: string) => (await services.sessions.find(project, id))?.state;
const statesOf = async (id: string) =>
  (await services.trialViews.ofSession(project, id, 100, 0)).map(({ state }) => state);

describe('pause', () => {
  it('lets what is under way end, begins nothing, and resumes where it was', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8 });
    const running = await claim(services, first(trials));
    await services.verbs.apply('pause', project, sessionId);
    expect(await services.leases.heartbeat(running)).toBe('held');
    await end(services, running, success(0.5));
    expect(await services.leases.claim(trials, 10, 'worker')).toEqual([]);
    expect(
      (await services.leases.take('train', 1000, 'worker')).map((trial) => trial.sessionId),
    ).not.toContain(sessionId);
    await services.advancing.advance(sessionId);
    await services.reconciler.reconcile();
    expect(await statesOf(sessionId)).toEqual(['SUCCEEDED', 'QUEUED', 'QUEUED', 'QUEUED']);

    await services.verbs.apply('resume', project, sessionId);
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await statesOf(sessionId)).toHaveLength(8);
  });

  it('and a step of the session at the same time leave nothing under way unseen', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { sessionId } = await runningSession(services, { maxTrials: 8 });
      await evaluateWaiting(services, sessionId);
      await Promise.all([
        services.verbs.apply('pause', project, sessionId),
        others.advancing.advance(sessionId),
      ]);
      const before = await statesOf(sessionId);
      await services.advancing.advance(sessionId);
      expect(await statesOf(sessionId)).toEqual(before);
      expect(await stateOf(sessionId)).toBe('PAUSED');
    }
  });

  it('goes for the control arm too, and may be asked for twice', async () => {
    const { sessionId } = await runningSession(services, {
      strategy: 'evolution',
      options: {},
      control: true,
    });
    const control = await services.sessions.findControlOf(project, sessionId);
    await services.verbs.apply('pause', project, sessionId);
    await services.verbs.apply('pause', project, sessionId);
    expect(await stateOf(control?.id ?? '')).toBe('PAUSED');
    await services.verbs.apply('resume', project, sessionId);
    expect(await stateOf(control?.id ?? '')).toBe('RUNNING');
  });
});

describe('stop', () => {
  it('drains: what runs ends, what waits is cancelled, and the finalists are trained', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8, retrainTop: 1 });
    const running = await claim(services, first(trials));
    await services.verbs.apply('stop', project, sessionId);
    expect(await statesOf(sessionId)).toEqual(['RUNNING', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    await end(services, running, success(0.5));
    await services.advancing.advance(sessionId);
    const finalist = (await services.trialViews.ofSession(project, sessionId, 100, 0)).at(-1);
    expect(finalist).toMatchObject({ purpose: 'FINAL', state: 'QUEUED' });
    await services.verbs.apply('stop', project, sessionId);
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'USER',
    });
  });

  it('before anything was found is a cancellation', async () => {
    const { sessionId } = await runningSession(services);
    await services.verbs.apply('stop', project, sessionId);
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'CANCELLED',
      stopReason: 'USER',
    });
  });

  it('can still be turned into a cancellation, but not into a pause', async () => {
    const { sessionId, trials } = await runningSession(services);
    await claim(services, first(trials));
    await services.verbs.apply('stop', project, sessionId);
    await expect(services.verbs.apply('pause', project, sessionId)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await services.verbs.apply('cancel', project, sessionId);
    expect(await stateOf(sessionId)).toBe('CANCELLING');
  });
});

describe('a limit', () => {
  it('that is reached in mid-batch drains the session, with its name as the reason', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8, goal: 0.9 });
    const [one, other] = [
      await claim(services, first(trials)),
      await claim(services, trials[1] ?? first(trials)),
    ];
    await end(services, one, success(0.89));
    await services.reconciler.reconcile();
    expect(await stateOf(sessionId)).toBe('RUNNING');
    await end(services, other, success(0.9));
    await services.reconciler.reconcile();
    expect(await statesOf(sessionId)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'CANCELLED', 'CANCELLED']);
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'GOAL_REACHED',
    });
  });

  it('of device time counts what is under way', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8, maxDeviceSeconds: 100 });
    await claim(services, first(trials));
    await services.reconciler.reconcile();
    expect(await stateOf(sessionId)).toBe('RUNNING');
    await database.query(`update trials set started_at = started_at - interval '100 seconds' where id = $1`, [
      first(trials).id,
    ]);
    await services.reconciler.reconcile();
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'STOPPING',
      stopReason: 'DEVICE_BUDGET',
    });
  });

  it('of wall time is kept between two batches as well', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 8, maxDurationSeconds: 100 });
    await evaluateWaiting(services, sessionId);
    await database.query(
      `update search_sessions set started_at = started_at - interval '100 seconds' where id = $1`,
      [sessionId],
    );
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'MAX_DURATION',
    });
    expect(await statesOf(sessionId)).toHaveLength(4);
  });

  /** One place: each trial takes ten seconds of its device and of the wall, and the reconciler looks after each. */
  it.each([
    ['trials', { maxTrials: 5 }, 'MAX_TRIALS', 5],
    ['wall time', { maxDurationSeconds: 35 }, 'MAX_DURATION', 4],
    ['device time', { maxDeviceSeconds: 35 }, 'DEVICE_BUDGET', 4],
  ] as const)(
    'of %s is overrun by no more than the trial that reaches it',
    async (_what, limit, stopReason, trials) => {
      const { sessionId } = await runningSession(services, { maxTrials: 40, ...limit });
      for (
        let round = 0;
        (await services.sessions.find(project, sessionId))?.finishedAt === null;
        round += 1
      ) {
        if (round > 50) throw new Error('the session does not end');
        const waiting = (await services.trialViews.ofSession(project, sessionId, 100, 0)).find(
          ({ state }) => state === 'QUEUED',
        );
        if (waiting)
          await end(services, await claim(services, waiting), { ...success(0.5), deviceSeconds: 10 });
        await database.query(
          `update search_sessions set started_at = started_at - interval '10 seconds' where id = $1 and $2`,
          [sessionId, waiting !== undefined],
        );
        await services.reconciler.reconcile();
        await services.advancing.advance(sessionId);
      }
      expect(await services.sessions.find(project, sessionId)).toMatchObject({
        state: 'SUCCEEDED',
        stopReason,
      });
      const trained = (await services.trialViews.ofSession(project, sessionId, 100, 0)).filter(
        ({ deviceSeconds }) => deviceSeconds === 10,
      );
      expect(trained).toHaveLength(trials);
    },
  );
});
