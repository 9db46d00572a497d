import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureLog } from '../../../test/support/captured-log.js';
import { HeldLease } from './held-lease.js';
import type { ClaimedTrial } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';

const trial = { id: 'a trial' } as ClaimedTrial;
const LEASE_SECONDS = 9;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const report = (epoch: number) => ({
  epoch,
  trainLoss: 1,
  validationLoss: 1,
  validationAccuracy: 0.5,
  seconds: epoch,
});

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function hold() {
  const heartbeat = vi.fn<TrialLeaseService['heartbeat']>(async () => 'held');
  const reportEpochs = vi.fn<TrialLeaseService['reportEpochs']>(async () => 'held');
  const { logger, lines } = captureLog();
  const leases = { heartbeat, reportEpochs } as unknown as TrialLeaseService;
  return { lease: new HeldLease(leases, trial, LEASE_SECONDS, logger), heartbeat, reportEpochs, lines };
}

describe('a held lease', () => {
  it('is renewed so often that two lost beats do not lose it, until it is released', async () => {
    const { lease, heartbeat } = hold();
    await vi.advanceTimersByTimeAsync(LEASE_SECONDS * 1000);
    expect(heartbeat).toHaveBeenCalledTimes(3);
    expect(heartbeat).toHaveBeenLastCalledWith(trial);
    expect(lease.signal.aborted).toBe(false);
    lease.release();
    await vi.advanceTimersByTimeAsync(LEASE_SECONDS * 1000);
    expect(heartbeat).toHaveBeenCalledTimes(3);
  });

  it.each(['lost', 'cancelling'] as const)('ends the evaluation when it is %s', async (standing) => {
    const { lease, heartbeat } = hold();
    heartbeat.mockResolvedValue(standing);
    await lease.check();
    expect(lease.signal.reason).toBe(standing);
    lease.release();
  });

  it('outlives a heartbeat that Postgres does not answer', async () => {
    const { lease, heartbeat, lines } = hold();
    heartbeat.mockRejectedValueOnce(new Error('connection refused'));
    await vi.advanceTimersByTimeAsync(LEASE_SECONDS * 1000);
    expect(heartbeat).toHaveBeenCalledTimes(3);
    expect(lease.signal.aborted).toBe(false);
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', msg: 'A heartbeat failed', trialId: trial.id }),
    ]);
    lease.release();
  });
});

describe('reports', () => {
  it('are written one after the other, those that come meanwhile together', async () => {
    const { lease, reportEpochs } = hold();
    const first = deferred<'held'>();
    reportEpochs.mockReturnValueOnce(first.promise);
    for (const epoch of [1, 2, 3]) lease.report(report(epoch));
    expect(reportEpochs.mock.calls).toEqual([[trial, [report(1)]]]);
    first.resolve('held');
    expect(await lease.reported()).toBe(true);
    expect(reportEpochs.mock.calls.slice(1)).toEqual([[trial, [report(2), report(3)]]]);
    lease.release();
  });

  it('that are refused end the evaluation', async () => {
    const { lease, reportEpochs } = hold();
    reportEpochs.mockResolvedValue('lost');
    lease.report(report(1));
    expect(await lease.reported()).toBe(false);
    expect(lease.signal.reason).toBe('lost');
    lease.release();
  });

  it('that stop the trial end the evaluation, and what it still reports is not wanted', async () => {
    const { lease, reportEpochs } = hold();
    reportEpochs.mockResolvedValue('stopped');
    lease.report(report(1));
    lease.report(report(2));
    expect(await lease.reported()).toBe(true);
    expect(lease.signal.reason).toBe('stopped');
    lease.report(report(3));
    expect(await lease.reported()).toBe(true);
    expect(reportEpochs).toHaveBeenCalledTimes(1);
    lease.release();
  });

  it('that Postgres does not answer are logged, and written when it is back', async () => {
    const { lease, reportEpochs, lines } = hold();
    reportEpochs.mockRejectedValueOnce(new Error('connection refused'));
    lease.report(report(1));
    lease.report(report(2));
    const reported = lease.reported();
    await vi.advanceTimersByTimeAsync(1000);
    expect(await reported).toBe(true);
    expect(reportEpochs).toHaveBeenLastCalledWith(trial, [report(1), report(2)]);
    expect(lease.signal.aborted).toBe(false);
    expect(lines).toEqual([
      expect.objectContaining({
        msg: 'Reports were not stored, and are tried again',
        trialId: trial.id,
      }),
    ]);
    lease.release();
  });

  it('are given up when nobody waits for Postgres any more', async () => {
    const { lease, reportEpochs } = hold();
    reportEpochs.mockRejectedValue(new Error('connection refused'));
    lease.report(report(1));
    lease.giveUp();
    expect(await lease.reported()).toBe(false);
    lease.release();
  });
});
