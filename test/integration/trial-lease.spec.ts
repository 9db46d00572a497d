import { describe, expect, it } from 'vitest';
import type { TrialLeaseService } from '../../src/modules/trials/index.js';
import type { ClaimedTrial } from '../../src/modules/trials/trial-lease.js';
import {
  claim,
  conclude,
  end,
  failure,
  first,
  letLeaseRunOut,
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

const epoch = { epoch: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5, seconds: 0.1 };

async function waitingTrial() {
  const { sessionId, trials } = await runningSession(services);
  return { sessionId, trial: first(trials) };
}

/** The states that events tell of for a trial, with the attempt of each. */
async function told(sessionId: string, trialId: string): Promise<string[]> {
  const events = await services.events.after(project, sessionId, 0, 500);
  return events.flatMap((event) =>
    event.type === 'TRIAL_STATE_CHANGED' && event.trial.id === trialId
      ? [`${event.trial.state} ${event.trial.attempt}`]
      : [],
  );
}

const claimAttempt = (id: string, attempt: number) => leases.claim([{ id, attempt }], 1, 'worker');

type Step = (leases: TrialLeaseService, trial: ClaimedTrial) => Promise<unknown>;

const steps: Readonly<Record<string, { readonly step: Step; readonly refusal: unknown }>> = {
  report: { step: (service, trial) => service.reportEpochs(trial, [epoch]), refusal: 'lost' },
  end: { step: (service, trial) => end({ leases: service }, trial, success(0.9)), refusal: false },
  'be tried again': {
    step: async (service, trial) => (await conclude({ leases: service }, trial, preempted)).kind,
    refusal: 'refused',
  },
  heartbeat: { step: (service, trial) => service.heartbeat(trial), refusal: 'lost' },
};

describe('a claim', () => {
  it('is won by exactly one of two workers, fifty times out of fifty', async () => {
    const other = await openServices(database);
    const { trials } = await runningSession(services, { options: { batchSize: 200 }, maxTrials: 200 });
    // Those that are equal to another one have to wait for it.
    const claimable = trials.filter(({ repeated }) => !repeated).slice(0, 50);
    for (const { id } of claimable) {
      const waiting = [{ id, attempt: 1 }];
      const claims = await Promise.all([
        leases.claim(waiting, 1, 'one'),
        other.leases.claim(waiting, 1, 'other'),
      ]);
      expect(claims.flat()).toHaveLength(1);
    }
    expect(claimable).toHaveLength(50);
  });

  it('holds all that is needed to evaluate the trial, and is told', async () => {
    const { sessionId, trial } = await waitingTrial();
    const claimed = await claim(services, trial, 'worker 1');
    expect(claimed).toMatchObject({
      id: trial.id,
      sessionId,
      tokens: trial.architecture.tokens,
      attempt: 1,
      timeLimitSeconds: 60,
      inputShape: { channels: 1, height: 8, width: 8, classes: 10 },
      definition: { dataSet: { name: 'digits' } },
    });
    expect(await told(sessionId, trial.id)).toEqual(['QUEUED 1', 'RUNNING 1']);
  });

  it('is refused for another attempt than the one that waits', async () => {
    const { trial } = await waitingTrial();
    expect(await claimAttempt(trial.id, 2)).toEqual([]);
    await conclude(services, await claim(services, trial), preempted);
    expect(await claimAttempt(trial.id, 1)).toEqual([]);
    expect(await claimAttempt(trial.id, 2)).toHaveLength(1);
  });
});

describe('a worker with free places', () => {
  it('shares them evenly between sessions, the earlier trials of each first', async () => {
    await leases.take('train', 10_000, 'worker');
    const big = await runningSession(services, { options: { batchSize: 30 }, maxTrials: 30 });
    const small = await runningSession(services, { options: { batchSize: 4 }, maxTrials: 4 });
    const taken = await leases.take('train', 8, 'worker');
    const numbersOf = (id: string) =>
      taken
        .filter(({ sessionId }) => sessionId === id)
        .map(({ number }) => number)
        .sort((a, b) => a - b);
    expect(numbersOf(big.sessionId)).toEqual([1, 2, 3, 4]);
    expect(numbersOf(small.sessionId)).toEqual([1, 2, 3, 4]);
  });
});

describe('a lease', () => {
  it.each(Object.entries(steps))('with an old fencing token may not %s', async (_name, { step, refusal }) => {
    const { trial } = await waitingTrial();
    const old = await claim(services, trial);
    await loseLease(services, trial.id);
    const present = await claim(services, trial);
    const before = await stateOf(services, trial.id);
    expect(await step(leases, old)).toBe(refusal);
    expect(await stateOf(services, trial.id)).toEqual(before);
    expect(await leases.heartbeat(present)).toBe('held');
    expect(await services.trialViews.measurements(project, [trial.id])).toEqual(new Map([[trial.id, []]]));
  });

  it('stands as long as it is renewed', async () => {
    const { trial } = await waitingTrial();
    const claimed = await claim(services, trial);
    await letLeaseRunOut(services, trial.id);
    expect(await leases.heartbeat(claimed)).toBe('held');
    await leases.expireLeases();
    expect((await stateOf(services, trial.id)).state).toBe('RUNNING');
  });

  it('that ran out puts its trial back for the next attempt, and is told', async () => {
    const { sessionId, trial } = await waitingTrial();
    await leases.reportEpochs(await claim(services, trial), [epoch]);
    await letLeaseRunOut(services, trial.id);
    expect(await leases.expireLeases()).toContain(sessionId);
    expect(await stateOf(services, trial.id)).toMatchObject({
      state: 'QUEUED',
      attempt: 2,
      epoch: 0,
      failure: null,
    });
    expect(await told(sessionId, trial.id)).toEqual(['QUEUED 1', 'RUNNING 1', 'QUEUED 2']);
    // What the lost attempt measured is not shown as the next one's.
    await claim(services, trial);
    expect((await services.trialViews.measurements(project, [trial.id])).get(trial.id)).toEqual([]);
  });

  it('that ran out in a session that is being cancelled cancels its trial', async () => {
    const { sessionId, trial } = await waitingTrial();
    await claim(services, trial);
    await services.verbs.apply('cancel', project, sessionId);
    await loseLease(services, trial.id);
    expect(await stateOf(services, trial.id)).toMatchObject({
      state: 'CANCELLED',
      attempt: 1,
      failure: null,
    });
    expect(await told(sessionId, trial.id)).toEqual(['QUEUED 1', 'RUNNING 1', 'CANCELLED 1']);
  });

  it('that was lost six times takes its trial for what kills its workers', async () => {
    const { sessionId, trial } = await waitingTrial();
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      expect(await stateOf(services, trial.id)).toMatchObject({ state: 'QUEUED', attempt });
      await claim(services, trial);
      await loseLease(services, trial.id);
    }
    expect(await stateOf(services, trial.id)).toMatchObject({
      state: 'FAILED',
      attempt: 6,
      failure: 'PREEMPTED',
      failureMessage: 'its worker was lost in attempt 6, and no more are allowed',
    });
    expect((await told(sessionId, trial.id)).at(-1)).toBe('FAILED 6');
  });

  it('is taken back once by reconcilers that run at the same time', async () => {
    const { sessionId, trial } = await waitingTrial();
    await claim(services, trial);
    await letLeaseRunOut(services, trial.id);
    await Promise.all([1, 2, 3, 4].map(() => leases.expireLeases()));
    expect(await told(sessionId, trial.id)).toEqual(['QUEUED 1', 'RUNNING 1', 'QUEUED 2']);
  });
});

describe('a trial that has ended', () => {
  it.each([
    ['SUCCEEDED', success(0.9)],
    ['FAILED', failure],
    ['CANCELLED', { state: 'CANCELLED' } as const],
  ])('stays %s whatever comes late', async (state, ending) => {
    const { sessionId, trial } = await waitingTrial();
    const claimed = await claim(services, trial);
    expect(await end(services, claimed, ending)).toBe(true);
    const before = await stateOf(services, trial.id);
    for (const { step, refusal } of Object.values(steps)) expect(await step(leases, claimed)).toBe(refusal);
    await leases.expireLeases();
    await services.verbs.apply('cancel', project, sessionId);
    expect(await claimAttempt(trial.id, 1)).toEqual([]);
    expect(await stateOf(services, trial.id)).toEqual(before);
    expect(before.state).toBe(state);
  });

  it('keeps its files with its result', async () => {
    const { trial } = await waitingTrial();
    const onnx = Uint8Array.of(1, 2, 3);
    await end(services, await claim(services, trial), { ...success(0.9), onnx });
    const rows = await database.query<{ name: string; content: Buffer }>(
      'select name, content from artifacts where trial_id = $1',
      [trial.id],
    );
    expect(rows).toEqual([{ name: 'model.onnx', content: Buffer.from(onnx) }]);
  });
});

describe('a report', () => {
  it('stores every metric, also one that is not a number, and tells of the epoch', async () => {
    const { sessionId, trial } = await waitingTrial();
    const claimed = await claim(services, trial);
    expect(
      await leases.reportEpochs(claimed, [{ ...epoch, trainLoss: Number.NaN, validationLoss: Infinity }]),
    ).toBe('held');
    expect((await services.trialViews.measurements(project, [trial.id])).get(trial.id)).toEqual([
      { step: 1, metric: 'seconds', value: 0.1 },
      { step: 1, metric: 'trainLoss', value: Number.NaN },
      { step: 1, metric: 'validationAccuracy', value: 0.5 },
      { step: 1, metric: 'validationLoss', value: Infinity },
    ]);
    const last = (await services.events.after(project, sessionId, 0, 500)).at(-1);
    expect(last).toMatchObject({
      type: 'EPOCH_REPORTED',
      epoch: 1,
      validationAccuracy: 0.5,
      trainLoss: null,
    });
  });

  it('that comes again, because the answer to its commit was lost, is stored and told once', async () => {
    const { sessionId, trial } = await waitingTrial();
    const claimed = await claim(services, trial);
    const epochs = [1, 2, 3].map((number) => ({ ...epoch, epoch: number }));
    expect(await leases.reportEpochs(claimed, epochs.slice(0, 2))).toBe('held');
    expect(await leases.reportEpochs(claimed, epochs)).toBe('held');
    expect(await leases.reportEpochs(claimed, epochs.slice(0, 1))).toBe('held');
    expect(await stateOf(services, trial.id)).toMatchObject({ epoch: 3 });
    const points = (await services.trialViews.measurements(project, [trial.id])).get(trial.id);
    expect(points?.map(({ step }) => step)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
    const events = await services.events.after(project, sessionId, 0, 500);
    expect(events.flatMap((event) => (event.type === 'EPOCH_REPORTED' ? [event.epoch] : []))).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('a session that is being cancelled', () => {
  it('gives no trial away', async () => {
    const { sessionId, trial } = await waitingTrial();
    await database.query(`update search_sessions set state = 'CANCELLING' where id = $1`, [sessionId]);
    expect(await claimAttempt(trial.id, 1)).toEqual([]);
  });
});
