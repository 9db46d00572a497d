import { describe, expect, it } from 'vitest';
import { claim, evaluateWaiting, first, runningSession, success } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);

const stateOf = async (id: string) => (await services.sessions.find(id))?.state;
const statesOf = async (id: string) =>
  (await services.trialViews.ofSession(id, 100, 0)).map(({ state }) => state);

describe('pause', () => {
  it('lets what is under way end, begins nothing, and resumes where it was', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8 });
    const running = await claim(services, first(trials));
    await services.verbs.apply('pause', sessionId);
    expect(await services.leases.heartbeat(running)).toBe('held');
    await services.leases.end(running, success(0.5));
    expect(await services.leases.claim(trials[1]?.id ?? '', 1, 'worker')).toBeNull();
    await services.advancing.advance(sessionId);
    await services.reconciler.reconcile();
    expect(await statesOf(sessionId)).toEqual(['SUCCEEDED', 'QUEUED', 'QUEUED', 'QUEUED']);

    await services.verbs.apply('resume', sessionId);
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await statesOf(sessionId)).toHaveLength(8);
  });

  it('and a step of the session at the same time leave nothing under way unseen', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { sessionId } = await runningSession(services, { maxTrials: 8 });
      await evaluateWaiting(services, sessionId);
      await Promise.all([services.verbs.apply('pause', sessionId), others.advancing.advance(sessionId)]);
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
    const control = await services.sessions.findControlOf(sessionId);
    await services.verbs.apply('pause', sessionId);
    await services.verbs.apply('pause', sessionId);
    expect(await stateOf(control?.id ?? '')).toBe('PAUSED');
    await services.verbs.apply('resume', sessionId);
    expect(await stateOf(control?.id ?? '')).toBe('RUNNING');
  });
});

describe('stop', () => {
  it('drains: what runs ends, what waits is cancelled, and the finalists are trained', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 8, retrainTop: 1 });
    const running = await claim(services, first(trials));
    await services.verbs.apply('stop', sessionId);
    expect(await statesOf(sessionId)).toEqual(['RUNNING', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    await services.leases.end(running, success(0.5));
    await services.advancing.advance(sessionId);
    const finalist = (await services.trialViews.ofSession(sessionId, 100, 0)).at(-1);
    expect(finalist).toMatchObject({ purpose: 'FINAL', state: 'QUEUED' });
    await services.verbs.apply('stop', sessionId);
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(sessionId)).toMatchObject({ state: 'SUCCEEDED', stopReason: 'USER' });
  });

  it('before anything was found is a cancellation', async () => {
    const { sessionId } = await runningSession(services);
    await services.verbs.apply('stop', sessionId);
    await services.advancing.advance(sessionId);
    expect(await services.sessions.find(sessionId)).toMatchObject({ state: 'CANCELLED', stopReason: 'USER' });
  });

  it('can still be turned into a cancellation, but not into a pause', async () => {
    const { sessionId, trials } = await runningSession(services);
    await claim(services, first(trials));
    await services.verbs.apply('stop', sessionId);
    await expect(services.verbs.apply('pause', sessionId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await services.verbs.apply('cancel', sessionId);
    expect(await stateOf(sessionId)).toBe('CANCELLING');
  });
});
