import { describe, expect, it } from 'vitest';
import { endingOf } from './trial-ending.js';

const objective = { metric: 'validationAccuracy', power: 3, window: 2 } as const;
const quantities = { parameters: 1000, flops: 2e6, latencyMs: null };
const search = { purpose: 'SEARCH', objective, quantities } as const;
const epochs = (...accuracies: readonly number[]) =>
  accuracies.map((validationAccuracy, index) => ({
    epoch: index + 1,
    trainLoss: 1,
    validationLoss: 1 - validationAccuracy / 2,
    validationAccuracy,
    seconds: 1,
  }));
const succeeded = { kind: 'succeeded', epochs: 3, seconds: 1 } as const;

describe('endingOf', () => {
  it('rewards a search trial for the best of its last epochs', () => {
    expect(endingOf(succeeded, search, epochs(0.9, 0.8, 0.7), 2)).toMatchObject({
      state: 'SUCCEEDED',
      validationAccuracy: 0.8,
      reward: 0.8 ** 3,
      deviceSeconds: 2,
    });
  });

  it('reports of a finalist what the network that is kept reaches, and hands it over', () => {
    const final = { testAccuracy: 0.75, onnx: new Uint8Array([1]) };
    expect(
      endingOf({ ...succeeded, final }, { ...search, purpose: 'FINAL' }, epochs(0.9, 0.8, 0.7), 2),
    ).toMatchObject({
      validationAccuracy: 0.7,
      testAccuracy: 0.75,
      onnx: final.onnx,
    });
  });

  it('rewards the metric of the objective, in the direction that is better, less what the network costs', () => {
    const tradeOffs = [{ quantity: 'flops', target: 1e6, exponentBelow: 0, exponentAbove: -1 }] as const;
    const loss = { ...objective, metric: 'validationLoss', power: 1, tradeOffs } as const;
    // The least of the last two losses is 0.55, that of the epoch with 0.9; at twice the target it counts twice.
    expect(endingOf(succeeded, { ...search, objective: loss }, epochs(0.99, 0.9, 0.7), 2)).toMatchObject({
      validationAccuracy: 0.9,
      reward: expect.closeTo(-2 * 0.55, 12),
    });
  });

  it('makes no reward of what is not a number', () => {
    expect(endingOf(succeeded, search, epochs(0.9, Number.NaN), 2)).toMatchObject({
      state: 'FAILED',
      failure: 'NOT_A_NUMBER',
    });
  });

  it('keeps why a training failed, and that one was cancelled', () => {
    const failed = { kind: 'failed', failure: 'TIMEOUT', message: 'too long', log: 'last line' } as const;
    expect(endingOf(failed, search, [], 5)).toEqual({
      state: 'FAILED',
      failure: 'TIMEOUT',
      failureMessage: 'too long',
      failureLog: 'last line',
      deviceSeconds: 5,
    });
    expect(endingOf({ kind: 'cancelled' }, search, [], 5).state).toBe('CANCELLED');
  });
});
