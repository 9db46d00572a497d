import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectiveSchema, RewardError, rewardOf } from './reward.js';

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

  it.each([
    [{ power: 0 }, 'power', 'must be above 0'],
    [{ window: 0 }, 'window', 'must be at least 1 epoch'],
    [{ metric: 'testAccuracy' }, 'metric', "must be 'validationAccuracy'"],
  ])('says what is wrong with %j', (input, field, message) => {
    const issue = objectiveSchema.safeParse(input).error?.issues[0];
    expect(issue?.path).toEqual([field]);
    expect(issue?.message).toContain(message);
  });
});
