import { describe, expect, it } from 'vitest';
import {
  claim,
  conclude,
  createExperiment,
  end,
  evaluateWaiting,
  first,
  letLeaseRunOut,
  policyUpdates,
  preempted,
  project,
  runningSession,
  startSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);
const { queue, reconciler } = services;

const sessionState = async (id: string) => (await services.sessions.find(project, id))?.state;

/** Does what the jobs of a session ask for, as its workers would. */
async function advanceWhatIsDue(sessionId: string): Promise<void> {
  await reconciler.reconcile();
  const due = queue.pending('advanceSession').some((job) => job.sessionId === sessionId);
  queue.loseJobs();
  if (due) await services.advancing.advance(sessionId);
}

describe('cancel', () => {
  it('ends what waits at once, and the session when nothing of it runs', async () => {
    const { sessionId, trials } = await runningSession(services);
    const running = await claim(services, first(trials));
    const session = await services.verbs.apply('cancel', project, sessionId);
    expect(session).toMatchObject({ state: 'CANCELLING', stopReason: 'USER' });
    expect(await services.leases.heartbeat(running)).toBe('cancelling');
    const states = (await services.trialViews.ofSession(project, sessionId, 10, 0)).map(({ state }) => state);
    expect(states).toEqual(['RUNNING', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
    await end(services, running, { state: 'CANCELLED' });
    await services.advancing.advance(sessionId);
    expect(await sessionState(sessionId)).toBe('CANCELLED');
  });

  it('takes the control arm along', async () => {
    const experiment = await createExperiment(services);
    const { id } = await startSession(services, experiment.id);
    const control = await startSession(services, experiment.id);
    await database.query('update search_sessions set control_of_id = $1 where id = $2', [id, control.id]);
    await services.verbs.apply('cancel', project, id);
    expect(await sessionState(control.id)).toBe('CANCELLING');
  });

  it('changes nothing about a session that has ended, and knows none that does not exist', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 4 });
    await evaluateWaiting(services, sessionId);
    await services.advancing.advance(sessionId);
    expect(await services.verbs.apply('cancel', project, sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'MAX_TRIALS',
    });
    await expect(
      services.verbs.apply('cancel', project, '0199d3a0-5a2b-7c3d-8e4f-123456789abc'),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('and a result that arrives at the same time leave the trial in one state, and the session ends', async () => {
    for (let round = 0; round < 25; round += 1) {
      const { sessionId, trials } = await runningSession(services, { maxTrials: 4 });
      const [held, waiting] = [first(trials), first(trials.slice(1))];
      const running = await claim(services, held);
      const [, stored, [taken]] = await Promise.all([
        services.verbs.apply('cancel', project, sessionId),
        end(others, running, success(0.9)),
        others.leases.claim([waiting], 1, 'other'),
      ]);
      expect(stored).toBe(true);
      expect((await stateOf(services, held.id)).state).toBe('SUCCEEDED');
      expect((await stateOf(services, waiting.id)).state).toBe(taken ? 'RUNNING' : 'CANCELLED');
      if (taken) await end(services, taken, { state: 'CANCELLED' });
      await services.advancing.advance(sessionId);
      expect(await sessionState(sessionId)).toBe('CANCELLED');
    }
  });

  it('and the step of a session at the same time leave nothing that waits', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { sessionId } = await runningSession(services, { maxTrials: 100 });
      await evaluateWaiting(services, sessionId);
      await Promise.all([
        services.verbs.apply('cancel', project, sessionId),
        others.advancing.advance(sessionId),
      ]);
      await services.advancing.advance(sessionId);
      expect(await sessionState(sessionId)).toBe('CANCELLED');
      const states = (await services.trialViews.ofSession(project, sessionId, 10, 0)).map(
        ({ state }) => state,
      );
      expect(states).not.toContain('QUEUED');
    }
  });

  it('is not held up by a trial that its worker hands back meanwhile', async () => {
    const { sessionId, trials } = await runningSession(services, { maxTrials: 4 });
    const running = await claim(services, first(trials));
    await services.verbs.apply('cancel', project, sessionId);
    await conclude(services, running, preempted);
    await advanceWhatIsDue(sessionId);
    expect((await stateOf(services, running.id)).state).toBe('CANCELLED');
    expect(await sessionState(sessionId)).toBe('CANCELLED');
  });

  it('is not held up by a lease that ran out at the same time', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { sessionId, trials } = await runningSession(services, { maxTrials: 4 });
      const running = await claim(services, first(trials));
      await letLeaseRunOut(services, running.id);
      await Promise.all([services.verbs.apply('cancel', project, sessionId), others.leases.expireLeases()]);
      await advanceWhatIsDue(sessionId);
      expect(await sessionState(sessionId)).toBe('CANCELLED');
    }
  });
});

describe('the reconciler', () => {
  it('makes good a crash between the commit of a start and its job', async () => {
    const { id } = await startSession(services, (await createExperiment(services, { seed: 801 })).id);
    queue.loseJobs();
    await reconciler.reconcile();
    expect(queue.pending('advanceSession')).toContainEqual(
      expect.objectContaining({ sessionId: id, cause: 'due-0' }),
    );
  });

  it('needs no job for a batch: it waits in the table', async () => {
    const { trials } = await runningSession(services);
    queue.loseJobs();
    await reconciler.reconcile();
    const taken = await services.leases.take('train', 1000, 'worker');
    for (const { id } of trials) expect(taken).toContainEqual(expect.objectContaining({ id, attempt: 1 }));
  });

  it('makes good a crash between the last result of a batch and the job that wakes its session', async () => {
    const { sessionId } = await runningSession(services);
    await evaluateWaiting(services, sessionId);
    queue.loseJobs();
    await advanceWhatIsDue(sessionId);
    expect(await policyUpdates(services, sessionId)).toHaveLength(1);
    expect(await services.trialViews.ofSession(project, sessionId, 10, 0)).toHaveLength(8);
  });

  it('takes back leases that ran out, and lets their trials wait for the next attempt', async () => {
    const { trials } = await runningSession(services);
    const { id } = await claim(services, first(trials));
    await letLeaseRunOut(services, id);
    queue.loseJobs();
    await reconciler.reconcile();
    const taken = await services.leases.take('train', 1000, 'worker');
    expect(taken).toContainEqual(expect.objectContaining({ id, attempt: 2 }));
  });

  it('wakes no session that trains, however often it runs', async () => {
    const { sessionId } = await runningSession(services);
    queue.loseJobs();
    await reconciler.reconcile();
    await reconciler.reconcile();
    await others.reconciler.reconcile();
    expect(queue.pending('advanceSession').filter((job) => job.sessionId === sessionId)).toEqual([]);
  });
});
