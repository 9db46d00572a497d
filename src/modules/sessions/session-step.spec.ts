import { describe, expect, it } from 'vitest';
import { nextStep, reachedLimit } from './session-step.js';

const session = {
  state: 'RUNNING',
  stopReason: null,
  mode: 'SYNCHRONOUS',
  parallelism: 4,
  maxTrials: 8,
  maxFailedTrials: 2,
  retrainTop: 1,
  goal: null,
  maxDurationSeconds: null,
  maxDeviceSeconds: null,
} as const;
const fresh = {
  unfinished: 0,
  proposed: 0,
  failed: 0,
  infeasible: 0,
  earlyStopped: 0,
  succeeded: 0,
  best: null,
  deviceSeconds: 0,
  elapsedSeconds: 0,
  finalists: 0,
  finalistsSucceeded: 0,
};
const searched = { ...fresh, proposed: 8, succeeded: 8 };

describe('nextStep', () => {
  it('proposes until the budget is spent, and waits for every trial of a batch', () => {
    expect(nextStep(session, fresh)).toEqual({ kind: 'propose', count: 4 });
    expect(nextStep(session, { ...fresh, proposed: 4, unfinished: 1 })).toEqual({ kind: 'wait' });
    expect(nextStep(session, { ...fresh, proposed: 4 })).toEqual({ kind: 'propose', count: 4 });
    expect(nextStep(session, { ...fresh, proposed: 7 })).toEqual({ kind: 'propose', count: 1 });
  });

  it('fills every place that is free where it is asynchronous, and ends when all have ended', () => {
    const asynchronous = { ...session, mode: 'ASYNCHRONOUS' } as const;
    const progress = { ...fresh, proposed: 4, succeeded: 1 };
    expect(nextStep(asynchronous, { ...progress, unfinished: 3 })).toEqual({ kind: 'propose', count: 1 });
    expect(nextStep(asynchronous, { ...progress, unfinished: 4 })).toEqual({ kind: 'wait' });
    const spent = { ...progress, proposed: 8, succeeded: 6 };
    expect(nextStep(asynchronous, { ...spent, unfinished: 2 })).toEqual({ kind: 'wait' });
    expect(nextStep(asynchronous, spent)).toEqual({ kind: 'train-finalists' });
    expect(nextStep(asynchronous, { ...progress, unfinished: 1, failed: 3 })).toEqual({ kind: 'wait' });
  });

  it('trains the finalists after the search, and then succeeds', () => {
    expect(nextStep(session, searched)).toEqual({ kind: 'train-finalists' });
    expect(nextStep(session, { ...searched, finalists: 1, unfinished: 1 })).toEqual({ kind: 'wait' });
    expect(nextStep(session, { ...searched, finalists: 1, finalistsSucceeded: 1 })).toEqual({
      kind: 'end',
      change: { state: 'SUCCEEDED', stopReason: 'MAX_TRIALS' },
    });
    expect(nextStep({ ...session, retrainTop: 0 }, searched)).toMatchObject({
      change: { state: 'SUCCEEDED' },
    });
  });

  it('goes on to the finalists when the strategy has nothing more to propose', () => {
    const exhausted = { ...session, stopReason: 'SPACE_EXHAUSTED' } as const;
    const some = { ...fresh, proposed: 5, succeeded: 5 };
    expect(nextStep(exhausted, some)).toEqual({ kind: 'train-finalists' });
    expect(nextStep({ ...exhausted, retrainTop: 0 }, some)).toEqual({
      kind: 'end',
      change: { state: 'SUCCEEDED', stopReason: 'SPACE_EXHAUSTED' },
    });
    expect(nextStep(exhausted, fresh)).toMatchObject({ change: { state: 'FAILED' } });
  });

  it('proposes no more once a limit is reached, and names it', () => {
    const some = { ...fresh, proposed: 4, succeeded: 4, best: 0.95, deviceSeconds: 100, elapsedSeconds: 50 };
    const limits = [
      [{ goal: 0.95 }, 'GOAL_REACHED'],
      [{ goal: 0.96 }, null],
      [{ maxDurationSeconds: 50 }, 'MAX_DURATION'],
      [{ maxDurationSeconds: 51 }, null],
      [{ maxDeviceSeconds: 100 }, 'DEVICE_BUDGET'],
      [{ maxDeviceSeconds: 101 }, null],
    ] as const;
    for (const [limit, reason] of limits) {
      expect(reachedLimit({ ...session, ...limit }, some)).toBe(reason);
      expect(nextStep({ ...session, ...limit }, some).kind).toBe(reason ? 'train-finalists' : 'propose');
      expect(nextStep({ ...session, ...limit, retrainTop: 0 }, some)).toEqual(
        reason
          ? { kind: 'end', change: { state: 'SUCCEEDED', stopReason: reason } }
          : { kind: 'propose', count: 4 },
      );
    }
  });

  it('does nothing while it is paused', () => {
    expect(nextStep({ ...session, state: 'PAUSED' }, { ...fresh, proposed: 4 })).toEqual({ kind: 'wait' });
  });

  it('that is stopped trains the finalists of what it found, and is cancelled when it found nothing', () => {
    const stopping = { ...session, state: 'STOPPING', stopReason: 'USER' } as const;
    expect(nextStep(stopping, { ...fresh, proposed: 4, succeeded: 3 })).toEqual({ kind: 'train-finalists' });
    expect(nextStep(stopping, { ...fresh, proposed: 4 })).toEqual({
      kind: 'end',
      change: { state: 'CANCELLED', stopReason: 'USER' },
    });
  });

  it('kills before it does anything else, but only when no trial is left running', () => {
    const cancelling = { ...session, state: 'CANCELLING' } as const;
    expect(nextStep(cancelling, { ...fresh, unfinished: 1 })).toEqual({ kind: 'wait' });
    expect(nextStep(cancelling, fresh)).toEqual({
      kind: 'end',
      change: { state: 'CANCELLED', stopReason: 'USER' },
    });
  });

  it('fails when too many trials failed, all of them, or every finalist', () => {
    const tooMany = nextStep(session, { ...fresh, proposed: 4, failed: 3 });
    expect(tooMany).toMatchObject({ change: { state: 'FAILED', stopReason: 'MAX_FAILED_TRIALS' } });
    const all = nextStep({ ...session, maxFailedTrials: 8 }, { ...searched, failed: 8, succeeded: 0 });
    expect(all).toMatchObject({ change: { state: 'FAILED', stopReason: 'MAX_TRIALS' } });
    const finals = nextStep(session, { ...searched, finalists: 1 });
    expect(finals).toMatchObject({ change: { state: 'FAILED' } });
  });
});
