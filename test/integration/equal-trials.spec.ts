import { describe, expect, it } from 'vitest';
import { TrialClaimRepository } from '../../src/modules/trials/typeorm-trial-claims.js';
import {
  boardOf,
  claim,
  conclude,
  end,
  evaluateWaiting,
  failure,
  first,
  loseLease,
  preempted,
  project,
  runningSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { openServices, type Services } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);
const claims = new TrialClaimRepository();

/** One architecture alone: every proposal is equal. */
const space = { kind: 'cnn-chain', layers: 1, filterHeights: [1], filterWidths: [1], filters: [4] };

async function equalTrials(changes = {}) {
  const { sessionId, trials } = await runningSession(services, { maxTrials: 4 }, { space, ...changes });
  expect(trials.map(({ state }) => state)).toEqual(['QUEUED', 'QUEUED', 'QUEUED', 'QUEUED']);
  return { sessionId, trials, leader: first(trials) };
}

const trialsOf = (sessionId: string) => services.trialViews.ofSession(project, sessionId, 100, 0);
const mayBegin = async (sessionId: string) => {
  const waiting = await claims.waiting(services.database.session, 'train', 1000, 'worker');
  const ids = new Set(waiting.map(({ id }) => id));
  return (await trialsOf(sessionId)).filter(({ id }) => ids.has(id)).map(({ number }) => number);
};

const tryToClaim = ({ leases }: Pick<Services, 'leases'>, trials: readonly { readonly id: string }[]) =>
  leases.claim(
    trials.map(({ id }) => ({ id, attempt: 1 })),
    trials.length,
    'worker',
  );

describe('equal proposals of one batch', () => {
  it('are trained once, and the others take the result in the same transaction', async () => {
    const { sessionId, trials, leader } = await equalTrials();
    expect(await mayBegin(sessionId)).toEqual([1]);
    expect(await tryToClaim(services, trials.slice(1))).toEqual([]);
    const [held, ...others] = await tryToClaim(services, trials);
    expect([held?.id, others]).toEqual([leader.id, []]);
    expect(await tryToClaim(services, trials.slice(1))).toEqual([]);
    if (!held) return;
    await end(services, held, success(0.7));
    const ended = await trialsOf(sessionId);
    expect(ended.map(({ state, validationAccuracy, reward }) => [state, validationAccuracy, reward])).toEqual(
      Array.from({ length: 4 }, () => ['SUCCEEDED', 0.7, 0.7 ** 3]),
    );
    expect(ended.map(({ cachedFromId }) => cachedFromId)).toEqual([null, leader.id, leader.id, leader.id]);
    expect(ended.map(({ repeated }) => repeated)).toEqual([false, true, true, true]);
    expect(ended.slice(1).map(({ deviceSeconds }) => deviceSeconds)).toEqual([0, 0, 0]);
    await services.advancing.advance(sessionId);
    const session = await services.sessions.find(project, sessionId);
    expect(session).toMatchObject({ state: 'SUCCEEDED', toldSucceeded: 4, toldCached: 3, policyVersion: 1 });
  });

  it('tell of each result once', async () => {
    const { sessionId, leader } = await equalTrials();
    await end(services, await claim(services, leader), success(0.7));
    const events = await services.events.after(project, sessionId, 0, 500);
    const ends = events.flatMap((event) =>
      event.type === 'TRIAL_STATE_CHANGED' && event.trial.state === 'SUCCEEDED' ? [event.trial.number] : [],
    );
    expect(ends).toEqual([1, 2, 3, 4]);
  });

  it('go on waiting while the one that is trained has lost its worker', async () => {
    const { sessionId, leader } = await equalTrials();
    await claim(services, leader);
    await loseLease(services, leader.id);
    expect(await mayBegin(sessionId)).toEqual([1]);
  });

  it('are trained one after the other while they fail, and the first that does not is ranked', async () => {
    const { sessionId, trials, leader } = await equalTrials();
    await end(services, await claim(services, leader), failure);
    expect(await mayBegin(sessionId)).toEqual([2]);
    await end(services, await claim(services, trials[1] ?? leader), success(0.6));
    const ended = await trialsOf(sessionId);
    expect(ended.map(({ state }) => state)).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(ended.map(({ repeated }) => repeated)).toEqual([false, false, true, true]);
    const board = await boardOf(services, { sessionId });
    expect(board.map(({ trialId }) => trialId)).toEqual([trials[1]?.id]);
  });

  it('have a successor also where the trained one has lost too many workers', async () => {
    const { sessionId, leader } = await equalTrials({ retries: { PREEMPTED: { times: 0 } } });
    await claim(services, leader);
    await loseLease(services, leader.id);
    expect((await stateOf(services, leader.id)).state).toBe('FAILED');
    expect(await mayBegin(sessionId)).toEqual([2]);
    expect((await trialsOf(sessionId)).map(({ repeated }) => repeated)).toEqual([false, false, true, true]);
  });

  it('never run at the same time, whoever claims what while the first one ends', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { sessionId, trials, leader } = await equalTrials();
      const held = await claim(services, leader);
      const ending = round % 2 === 0 ? success(0.5) : failure;
      const attempts = trials.slice(1).map((trial) => tryToClaim(others, [trial]));
      const [, ...claimed] = await Promise.all([end(services, held, ending), ...attempts]);
      const won = claimed.flat();
      expect(won.length).toBeLessThanOrEqual(round % 2);
      for (const trial of won) await end(services, trial, success(0.5));
      await evaluateWaiting(services, sessionId, () => success(0.5));
      const states = (await trialsOf(sessionId)).slice(1).map(({ state }) => state);
      expect(states).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    }
  });

  it('are cancelled with their session', async () => {
    const { sessionId, leader } = await equalTrials();
    const held = await claim(services, leader);
    await services.verbs.apply('cancel', project, sessionId);
    await conclude(services, held, preempted);
    await services.advancing.advance(sessionId);
    expect(new Set((await trialsOf(sessionId)).map(({ state }) => state))).toEqual(new Set(['CANCELLED']));
    expect((await services.sessions.find(project, sessionId))?.state).toBe('CANCELLED');
  });
});
