import { describe, expect, it } from 'vitest';
import { TrialAttemptsReadModel } from '../../src/modules/trials/trial-attempts.read-model.js';
import type { TrialEnding } from '../../src/modules/trials/trial-lease.js';
import { TrialClaimRepository } from '../../src/modules/trials/typeorm-trial-claims.js';
import { failureKindNames } from '../../src/training/index.js';
import {
  claim,
  conclude,
  end,
  first,
  loseLease,
  preempted,
  project,
  runningSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const { leases } = services;
const claims = new TrialClaimRepository();
const attempts = new TrialAttemptsReadModel(services.database);

async function waitingTrial(retries: object = {}) {
  const { trials } = await runningSession(services, {}, { retries });
  return first(trials);
}

const attemptsOf = async (id: string) => (await attempts.ofTrials(project, [id])).get(id) ?? [];

const failed = (failure: NonNullable<TrialEnding['failure']>): TrialEnding => ({
  state: 'FAILED',
  failure,
  failureMessage: `it was ${failure}`,
  failureLog: 'the last line',
  deviceSeconds: 2,
});

/** Claims the trial, however long the pause before its next attempt is. */
async function claimNow(id: string) {
  await database.query('update trials set retry_at = null where id = $1', [id]);
  return claim(services, { id });
}

describe('a failure', () => {
  it.each([
    ['OUT_OF_MEMORY', 0],
    ['NOT_A_NUMBER', 0],
    ['TIMEOUT', 0],
    ['PREEMPTED', 5],
    ['INVALID_ARCHITECTURE', 0],
    ['TRAINER_ERROR', 1],
    ['DATA_ERROR', 0],
  ] as const)('%s is tried again %i times, and then stands', async (failure, times) => {
    const { id } = await waitingTrial();
    for (let time = 1; time <= times; time += 1) {
      const conclusion = await conclude(services, await claimNow(id), failed(failure));
      expect(conclusion).toMatchObject({ kind: 'again', attempt: time + 1 });
    }
    expect(await conclude(services, await claimNow(id), failed(failure))).toEqual({ kind: 'ended' });
    expect(await stateOf(services, id)).toMatchObject({ state: 'FAILED', failure, attempt: times + 1 });
    expect(await attemptsOf(id)).toHaveLength(times);
  });

  it.each(failureKindNames)('%s follows the rule of its experiment', async (failure) => {
    const { id } = await waitingTrial({ [failure]: { times: 2, afterSeconds: 100 } });
    expect(await conclude(services, await claimNow(id), failed(failure))).toMatchObject({
      afterSeconds: 100,
    });
    expect(await conclude(services, await claimNow(id), failed(failure))).toMatchObject({
      afterSeconds: 200,
    });
    expect(await conclude(services, await claimNow(id), failed(failure))).toEqual({ kind: 'ended' });
  });

  it('does not count lost workers, nor they it', async () => {
    const { id } = await waitingTrial();
    await claimNow(id);
    await loseLease(services, id);
    expect(await conclude(services, await claimNow(id), failed('TRAINER_ERROR'))).toMatchObject({
      kind: 'again',
    });
    for (let lost = 0; lost < 4; lost += 1) {
      await claimNow(id);
      await loseLease(services, id);
    }
    expect(await stateOf(services, id)).toMatchObject({ state: 'QUEUED', attempt: 7 });
    await end(services, await claimNow(id), success(0.5));
    expect(await stateOf(services, id)).toMatchObject({ state: 'SUCCEEDED', failure: null });
  });

  it('pauses the trial by the database clock: nobody may begin it before', async () => {
    const { id } = await waitingTrial({ TRAINER_ERROR: { times: 1, afterSeconds: 600 } });
    await conclude(services, await claimNow(id), failed('TRAINER_ERROR'));
    const mayBegin = () => leases.claim([{ id, attempt: 2 }], 1, 'worker');
    const waits = async () =>
      (await claims.waiting(services.database.session, 'train', 1000, 'worker')).some(
        (trial) => trial.id === id,
      );
    expect([await waits(), await mayBegin()]).toEqual([false, []]);
    await database.query(`update trials set retry_at = retry_at - interval '600 seconds' where id = $1`, [
      id,
    ]);
    expect([await waits(), await mayBegin()]).toMatchObject([true, [{ attempt: 2 }]]);
  });
});

describe('an attempt that is followed by another one', () => {
  it('is kept with its reason, the last lines of its process, and who held it', async () => {
    const { id } = await waitingTrial();
    await conclude(services, await claim(services, { id }, 'one'), failed('TRAINER_ERROR'));
    await database.query('update trials set retry_at = null where id = $1', [id]);
    await conclude(services, await claim(services, { id }, 'two'), preempted);
    await claim(services, { id }, 'three');
    await loseLease(services, id);
    const silence = 'its worker was silent for longer than its lease';
    expect(await attemptsOf(id)).toMatchObject([
      { attempt: 1, failure: 'TRAINER_ERROR', log: 'the last line', worker: 'one', deviceSeconds: 2 },
      { attempt: 2, failure: 'PREEMPTED', log: 'epoch 1 of 2', worker: 'two', deviceSeconds: null },
      { attempt: 3, failure: 'PREEMPTED', message: silence, log: null, worker: 'three' },
    ]);
  });
});

describe('a report with an old token', () => {
  it('is refused and told the state that stands', async () => {
    const { id } = await waitingTrial();
    const old = await claim(services, { id }, 'old');
    await loseLease(services, id);
    const refused = (standing: object) => ({ kind: 'refused', standing });
    expect(await conclude(services, old, success(0.9))).toEqual(
      refused({ state: 'QUEUED', attempt: 2, worker: null }),
    );
    const present = await claim(services, { id }, 'new');
    expect(await conclude(services, old, failed('TRAINER_ERROR'))).toEqual(
      refused({ state: 'RUNNING', attempt: 2, worker: 'new' }),
    );
    await conclude(services, present, success(0.4));
    expect(await conclude(services, old, success(0.9))).toEqual(
      refused({ state: 'SUCCEEDED', attempt: 2, worker: null }),
    );
    expect((await stateOf(services, id)).validationAccuracy).toBe(0.4);
  });
});
