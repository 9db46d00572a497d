import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Objective, objectiveSchema } from './objective.js';
import { failureRewardOf, RewardError, rewardOf } from './reward.js';

const paper = objectiveSchema.parse({});

describe('rewardOf', () => {
  it('defaults to the paper: the cube of the best of the last five epochs', () => {
    expect(paper).toEqual({ metric: 'validationAccuracy', power: 3, window: 5 });
    expect(rewardOf(paper, [0.99, 0.1, 0.2, 0.5, 0.3, 0.4])).toBeCloseTo(0.125, 12);
    expect(rewardOf(paper, [0.8])).toBeCloseTo(0.512, 12);
  });

  it('takes the window and the power that it is given', () => {
    expect(rewardOf({ ...paper, window: 1, power: 1 }, [0.9, 0.7])).toBe(0.7);
    expect(rewardOf({ ...paper, window: 2, power: 2 }, [0.9, 0.7])).toBeCloseTo(0.81, 12);
  });

  it('returns a finite number or throws, whatever the history', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double(), { maxLength: 8 }),
        fc.double({ min: 0.1, max: 5 }),
        (history, power) => {
          try {
            expect(Number.isFinite(rewardOf({ ...paper, power }, history))).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(RewardError);
          }
        },
      ),
    );
  });

  it.each([
    ['no epochs', [], 'NO_MEASUREMENTS'],
    ['NaN in the window', [0.5, Number.NaN, 0.6], 'NOT_A_NUMBER'],
    ['an infinity', [Number.POSITIVE_INFINITY], 'NOT_A_NUMBER'],
  ])('refuses %s', (_, history, code) => {
    expect(() => rewardOf(paper, history)).toThrow(expect.objectContaining({ code }));
  });

  it('forgives a NaN that has left the window', () => {
    expect(rewardOf({ ...paper, window: 2 }, [Number.NaN, 0.5, 0.4])).toBeCloseTo(0.125, 12);
  });

  it('orders losses so that a smaller one is better', () => {
    const loss = objectiveSchema.parse({ metric: 'validationLoss', window: 2 });
    expect(rewardOf(loss, [0.1, 0.7, 0.5])).toBeCloseTo(-0.125, 12);
    const either: Objective = { ...paper, window: 1 };
    fc.assert(
      fc.property(real, real, fc.double({ min: 0.1, max: 5, noNaN: true }), (a, b, power) => {
        fc.pre(a < b && Math.abs(a) ** power !== Math.abs(b) ** power);
        const rewardIn = (direction: Objective['direction'], value: number) =>
          rewardOf({ ...either, power, direction }, [value]);
        expect(rewardIn('maximise', a)).toBeLessThanOrEqual(rewardIn('maximise', b));
        expect(rewardIn('minimise', a)).toBeGreaterThanOrEqual(rewardIn('minimise', b));
      }),
    );
  });
});

const real = fc.double({ min: -50, max: 50, noNaN: true });

describe('trade-offs', () => {
  const known = (latencyMs: number) => ({ parameters: 1e5, flops: 1e7, latencyMs });
  const withTradeOff = (tradeOff: object) =>
    objectiveSchema.parse({
      power: 1,
      latency: { kind: 'table', device: 'edgegpu' },
      tradeOffs: [{ quantity: 'latencyMs', target: 80, ...tradeOff }],
    });

  it('hold two networks to be as good, one of which is 5 % more accurate and takes twice as long (MnasNet, section 3)', () => {
    const soft = withTradeOff({});
    expect(rewardOf(soft, [0.5], known(80))).toBe(0.5);
    for (const latency of [40, 75, 160]) {
      const [once, twice] = [
        rewardOf(soft, [0.6], known(latency)),
        rewardOf(soft, [0.6 * 1.05], known(2 * latency)),
      ];
      expect(Math.abs(once / twice - 1)).toBeLessThan(0.001);
    }
  });

  it('are hard with the exponents 0 and -1: nothing for being faster, in proportion for being slower', () => {
    const hard = withTradeOff({ exponentBelow: 0, exponentAbove: -1 });
    expect(rewardOf(hard, [0.6], known(20))).toBe(0.6);
    expect(rewardOf(hard, [0.6], known(160))).toBeCloseTo(0.3, 12);
  });

  it('multiply, and lower what is negative too', () => {
    const objective = objectiveSchema.parse({
      metric: 'validationLoss',
      power: 1,
      tradeOffs: [
        { quantity: 'parameters', target: 1e4, exponentAbove: -1 },
        { quantity: 'flops', target: 1e6, exponentAbove: -0.5 },
      ],
    });
    expect(rewardOf(objective, [2], known(1))).toBeCloseTo(-2 * 10 * Math.sqrt(10), 9);
  });

  it('need the costs to be known', () => {
    expect(() => rewardOf(withTradeOff({}), [0.5])).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_COST' }),
    );
  });

  it('make a reward of 0, and none that is infinite, of what cannot run', () => {
    expect(rewardOf(withTradeOff({}), [0.5], known(Number.POSITIVE_INFINITY))).toBe(0);
  });
});

describe('failureRewardOf', () => {
  it('gives what the objective says of the kind, and null otherwise', () => {
    const objective = objectiveSchema.parse({ failureRewards: { OUT_OF_MEMORY: -1, INFEASIBLE: 0 } });
    expect(failureRewardOf(objective, 'OUT_OF_MEMORY')).toBe(-1);
    expect(failureRewardOf(objective, 'INFEASIBLE')).toBe(0);
    expect(failureRewardOf(objective, 'TIMEOUT')).toBeNull();
    expect(failureRewardOf(paper, 'TIMEOUT')).toBeNull();
  });
});
