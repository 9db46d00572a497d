import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { captureLog } from '../../../test/support/captured-log.js';
import { HeldLease } from './held-lease.js';
import type { ClaimedTrial } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';

const trial = { id: 'a trial' } as ClaimedTrial;
const LEASE_SECONDS = 9;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function hold() {
  const heartbeat = vi.fn<TrialLeaseService['heartbeat']>(async () => 'held');
  const { logger, lines } = captureLog();
  const leases = { heartbeat } as unknown as TrialLeaseService;
  return { lease: new HeldLease(leases, trial, LEASE_SECONDS, logger), heartbeat, lines };
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
  it('are written one after the other, and all of them before what follows', async () => {
    const { lease } = hold();
    const written: string[] = [];
    lease.report(async () => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return written.push('first') > 0;
    });
    lease.report(async () => written.push('second') > 0);
    const reported = lease.reported().then(() => written.push('reported'));
    await vi.advanceTimersByTimeAsync(999);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await reported;
    expect(written).toEqual(['first', 'second', 'reported']);
  });

  it('that are refused end the evaluation', async () => {
    const { lease } = hold();
    lease.report(async () => false);
    await lease.reported();
    expect(lease.signal.reason).toBe('lost');
  });

  it('that cannot be stored are logged, and the next is tried', async () => {
    const { lease, lines } = hold();
    const next = vi.fn(async () => true);
    lease.report(async () => {
      throw new Error('connection refused');
    });
    lease.report(next);
    await lease.reported();
    expect(next).toHaveBeenCalledOnce();
    expect(lease.signal.aborted).toBe(false);
    expect(lines).toEqual([expect.objectContaining({ msg: 'A report was not stored', trialId: trial.id })]);
  });
});
