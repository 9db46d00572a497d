import { describe, expect, it } from 'vitest';
import { objectiveSchema } from './objective.js';

describe('objectiveSchema', () => {
  it('adds nothing to an objective of the first version', () => {
    const first = { metric: 'validationAccuracy', power: 3, window: 5 };
    expect(objectiveSchema.parse(first)).toEqual(first);
  });

  it.each([
    [{ power: 0 }, 'power', 'must be above 0'],
    [{ window: 0 }, 'window', 'must be at least 1 epoch'],
    [{ metric: 'testAccuracy' }, 'metric', "must be 'validationAccuracy' or 'validationLoss'"],
    [{ direction: 'up' }, 'direction', "must be 'maximise' or 'minimise'"],
    [{ constraints: { flops: 0 } }, 'constraints.flops', 'must be a number above 0'],
    [{ constraints: { latencyMs: 3 } }, 'constraints.latencyMs', 'needs objective.latency'],
    [
      { tradeOffs: [{ quantity: 'latencyMs', target: 3 }] },
      'tradeOffs.0.quantity',
      'needs objective.latency',
    ],
    [
      { tradeOffs: [{ quantity: 'flops', target: 3, exponentAbove: 1 }] },
      'tradeOffs.0.exponentAbove',
      'from -100 to 0',
    ],
    [{ latency: { kind: 'measured' } }, 'latency', "must be { kind: 'model', gigaflopsPerSecond }"],
    [{ latency: { kind: 'model' } }, 'latency.gigaflopsPerSecond', 'must be a number above 0'],
    [
      { failureRewards: { TIMEOUT: Number.NaN } },
      'failureRewards.TIMEOUT',
      'must be a number from -1e12 to 1e12',
    ],
  ])('says what is wrong with %j', (input, path, message) => {
    const issue = objectiveSchema.safeParse(input).error?.issues[0];
    expect(issue?.path.join('.').startsWith(path)).toBe(true);
    expect(issue?.message).toContain(message);
  });

  it('refuses a kind of failure that there is not', () => {
    expect(objectiveSchema.safeParse({ failureRewards: { BROKEN: 0 } }).success).toBe(false);
  });
});
