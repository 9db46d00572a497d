import { describe, expect, it } from 'vitest';
import { endingOf } from './trial-ending.js';

const objective = { metric: 'validationAccuracy', power: 3, window: 2 } as const;
const succeeded = { kind: 'succeeded', epochs: 3, seconds: 1 } as const;

describe('endingOf', () => {
  it('rewards a search trial for the best of its last epochs', () => {
    expect(endingOf(succeeded, 'SEARCH', objective, [0.9, 0.8, 0.7], 2)).toMatchObject({
      state: 'SUCCEEDED',
      validationAccuracy: 0.8,
      reward: 0.8 ** 3,
      deviceSeconds: 2,
    });
  });

  it('reports of a finalist what the network that is kept reaches, and hands it over', () => {
    const final = { testAccuracy: 0.75, onnx: new Uint8Array([1]) };
    expect(endingOf({ ...succeeded, final }, 'FINAL', objective, [0.9, 0.8, 0.7], 2)).toMatchObject({
      validationAccuracy: 0.7,
      testAccuracy: 0.75,
      onnx: final.onnx,
    });
  });

  it('makes no reward of what is not a number', () => {
    expect(endingOf(succeeded, 'SEARCH', objective, [0.9, Number.NaN], 2)).toMatchObject({
      state: 'FAILED',
      failure: 'NOT_A_NUMBER',
    });
  });

  it('keeps why a training failed, and that one was cancelled', () => {
    const failed = { kind: 'failed', failure: 'TIMEOUT', message: 'too long', log: 'last line' } as const;
    expect(endingOf(failed, 'SEARCH', objective, [], 5)).toEqual({
      state: 'FAILED',
      failure: 'TIMEOUT',
      failureMessage: 'too long',
      failureLog: 'last line',
      deviceSeconds: 5,
    });
    expect(endingOf({ kind: 'cancelled' }, 'SEARCH', objective, [], 5).state).toBe('CANCELLED');
  });
});
