import { describe, expect, it } from 'vitest';
import { isFinished, type SessionEvent } from '../archway-client.js';
import { after, newProgress } from './session-progress.js';

const session = { id: 's', strategy: 'reinforce', maxTrials: 2 };

type Trial = Extract<SessionEvent, { __typename: 'TrialStateChanged' }>['trial'];

const createdAt = '2026-11-25T12:00:00.000Z';

const trial = (changes: Partial<Trial>): SessionEvent => ({
  __typename: 'TrialStateChanged',
  sequence: 1,
  createdAt,
  trial: {
    id: 't1',
    number: 1,
    purpose: 'SEARCH',
    state: 'QUEUED',
    validationAccuracy: null,
    reward: null,
    failure: null,
    cached: false,
    ...changes,
  },
});

const play = (events: readonly SessionEvent[]) => events.reduce(after, newProgress(session));

describe('the progress of a session', () => {
  it('follows a trial from its start to its end', () => {
    const running = play([
      trial({}),
      trial({ state: 'RUNNING' }),
      {
        __typename: 'EpochReported',
        sequence: 2,
        createdAt,
        trialId: 't1',
        number: 1,
        epoch: 3,
        trainLoss: 0.5,
        validationAccuracy: 0.8,
      },
    ]);
    expect([...running.running.values()]).toMatchObject([{ number: 1, epoch: 3, validationAccuracy: 0.8 }]);
    const ended = after(running, trial({ state: 'SUCCEEDED', validationAccuracy: 0.9 }));
    expect(ended).toMatchObject({ ended: 1, failed: 0, best: 0.9 });
    expect(ended.running.size).toBe(0);
  });

  it('counts a trial whose lease was lost once, and starts its epochs anew', () => {
    const again = play([
      trial({ state: 'RUNNING' }),
      trial({ state: 'QUEUED' }),
      trial({ state: 'RUNNING' }),
    ]);
    expect(again.ended).toBe(0);
    expect([...again.running.values()]).toMatchObject([{ epoch: 0 }]);
  });

  it('counts failures, keeps the best, and leaves finalists out of the budget', () => {
    const progress = play([
      trial({ state: 'SUCCEEDED', validationAccuracy: 0.9 }),
      trial({ id: 't2', state: 'FAILED' }),
      trial({ id: 't3', purpose: 'FINAL', state: 'SUCCEEDED', validationAccuracy: 0.99 }),
    ]);
    expect(progress).toMatchObject({ ended: 2, failed: 1, best: 0.9 });
  });

  it('is finished in a terminal state of the session', () => {
    const at = (state: string) =>
      play([{ __typename: 'SessionStateChanged', sequence: 1, createdAt, state, stopReason: null }]);
    expect(isFinished(at('RUNNING').state)).toBe(false);
    expect(isFinished(at('SUCCEEDED').state)).toBe(true);
  });
});
