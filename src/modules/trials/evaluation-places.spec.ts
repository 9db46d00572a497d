import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { captureLog } from '../../../test/support/captured-log.js';
import { eventually } from '../../../test/support/eventually.js';
import { FakeJobQueue } from '../../../test/support/fake-job-queue.js';
import { EvaluationPlaces } from './evaluation-places.js';
import type { HeldLease } from './held-lease.js';
import type { TrialEvaluator } from './trial-evaluator.js';
import type { ClaimedTrial, TrialEnding } from './trial-lease.js';
import type { TrialLeaseService } from './trial-lease.service.js';

const LEASE_SECONDS = 0.06;
const sessionId = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';

const attempt = (number: number) =>
  ({
    id: 'a trial',
    sessionId,
    attempt: number,
    leaseToken: `${number}`,
    correlationId: 'c',
  }) as ClaimedTrial;

const report = { epoch: 1, trainLoss: 1, validationLoss: 1, validationAccuracy: 0.5, seconds: 1 };

/**
 * One place, whose worker is given these trials one after the other.
 * @param evaluate is given what aborts when the worker stops
 */
function onePlace(
  waiting: ClaimedTrial[],
  evaluate: (trial: ClaimedTrial, lease: HeldLease, stopping: AbortSignal) => Promise<TrialEnding>,
) {
  const stopping = new AbortController();
  const leases = {
    take: vi.fn(async () => waiting.splice(0, 1)),
    heartbeat: vi.fn<TrialLeaseService['heartbeat']>(async () => 'held'),
    reportEpochs: vi.fn<TrialLeaseService['reportEpochs']>(async () => 'held'),
    conclude: vi.fn<TrialLeaseService['conclude']>(async (ended) => ended.map(() => ({ kind: 'ended' }))),
    dueSessions: vi.fn<TrialLeaseService['dueSessions']>(async () => []),
  };
  const { logger, lines } = captureLog();
  const queue = new FakeJobQueue();
  const evaluator: TrialEvaluator = {
    places: 1,
    prepare() {},
    evaluate: (trial, lease) => evaluate(trial, lease, stopping.signal),
    stop: async () => stopping.abort(),
  };
  const places = new EvaluationPlaces({
    kind: 'train',
    evaluator,
    leases: leases as unknown as TrialLeaseService,
    queue,
    worker: 'worker',
    leaseSeconds: LEASE_SECONDS,
    logger,
  });
  onTestFinished(() => places.stop());
  places.wake();
  return { places, leases, lines, queue };
}

describe('places', () => {
  it('write a result behind all that its trial has reported, however long Postgres is away', async () => {
    const { leases } = onePlace([attempt(1)], async (_trial, lease) => {
      lease.report(report);
      return { state: 'SUCCEEDED', reward: 1 };
    });
    leases.reportEpochs.mockRejectedValueOnce(new Error('connection refused'));
    await eventually(() => leases.conclude.mock.calls.length > 0, { what: 'the result to be written' });
    expect(leases.reportEpochs.mock.results.map(({ type }) => type)).toEqual(['return', 'return']);
    const order = [leases.reportEpochs, leases.conclude].map(
      (step) => step.mock.invocationCallOrder.at(-1) ?? 0,
    );
    expect(order[0]).toBeLessThan(order[1] ?? 0);
  });

  it('leave a trial to its next attempt when its reports cannot be stored before the worker stops', async () => {
    const { places, leases, lines } = onePlace([attempt(1)], async (_trial, lease) => {
      lease.report(report);
      return { state: 'SUCCEEDED', reward: 1 };
    });
    leases.reportEpochs.mockRejectedValue(new Error('connection refused'));
    await eventually(() => leases.reportEpochs.mock.calls.length > 0, { what: 'a report' });
    await places.stop();
    expect(leases.conclude).not.toHaveBeenCalled();
    expect(lines.map(({ msg }) => msg)).toContain('A trial is left to its next attempt');
  });

  it('tell the session of a trial that was stopped early, and take the next one', async () => {
    const waiting = [attempt(1), attempt(2)];
    const { leases, lines, queue } = onePlace(waiting, async (_trial, lease) => {
      lease.report(report);
      await once(lease.signal, 'abort');
      return { state: 'CANCELLED' };
    });
    leases.reportEpochs.mockResolvedValue('stopped');
    const standing = { state: 'EARLY_STOPPED', attempt: 1, worker: null } as const;
    leases.conclude.mockImplementation(async (ended) => ended.map(() => ({ kind: 'refused', standing })));
    leases.dueSessions.mockImplementation(async (ids) => [...ids]);
    await eventually(() => leases.conclude.mock.calls.length === 2, { what: 'both trials to be let go' });
    await eventually(() => queue.pending('advanceSession').length > 0, { what: 'the session to be woken' });
    const messages = lines.map(({ msg }) => msg);
    expect(messages).toContain('A trial was stopped early');
    expect(messages).not.toContain('A trial ended after its lease: the result is dropped');
  });

  it('keep the lease on the next attempt at a trial while they let go of the last one', async () => {
    const waiting = [attempt(1)];
    const { leases, places } = onePlace(waiting, async (trial, _lease, stopping) => {
      if (trial.attempt === 2) await once(stopping, 'abort');
      return { state: 'FAILED', failure: 'PREEMPTED' };
    });
    let begun: () => void = () => {};
    const next = new Promise<void>((resolve) => {
      begun = resolve;
    });
    // The next attempt is taken before the write of the last one has returned.
    leases.conclude.mockImplementationOnce(async (ended) => {
      waiting.push(attempt(2));
      places.wake();
      await next;
      return ended.map(() => ({ kind: 'again', attempt: 2, afterSeconds: 0 }));
    });
    leases.take.mockImplementation(async () => {
      const taken = waiting.splice(0, 1);
      if (taken.some((trial) => trial.attempt === 2)) begun();
      return taken;
    });
    const beats = () => leases.heartbeat.mock.calls.filter(([trial]) => trial.attempt === 2).length;
    await eventually(() => beats() > 3, { what: 'the next attempt to be kept alive' });
  });
});
