import { describe, expect, it } from 'vitest';
import { outlookOf, type Plan } from './forecast.js';
import { meanSeconds, scaled, secondsOf, throughputOf, workOf } from './training-cost.js';

const plan: Plan = {
  arms: 1,
  trialsEnded: 0,
  maxTrials: 100,
  parallelism: 8,
  finals: 0,
  spentDeviceSeconds: 0,
  maxDeviceSeconds: null,
  elapsedSeconds: 0,
  maxDurationSeconds: null,
};

const exactly = (seconds: number) => ({ expected: seconds, lower: seconds, upper: seconds });
const seconds = { search: { expected: 10, lower: 8, upper: 16 }, final: exactly(40) };

describe('outlookOf', () => {
  it('trains in as many places as session and workers have', () => {
    expect(outlookOf(plan, seconds, 4)).toEqual({
      trials: 100,
      deviceSeconds: { expected: 1000, lower: 800, upper: 1600 },
      wallSeconds: { expected: 250, lower: 200, upper: 400 },
      endsBy: 'MAX_TRIALS',
    });
    expect(outlookOf(plan, seconds, 64).wallSeconds?.expected).toBe(125);
    expect(outlookOf(plan, seconds, 0)).toMatchObject({
      deviceSeconds: { expected: 1000 },
      wallSeconds: null,
    });
  });

  it('counts what is left, the finalists, and the control arm, which shares the places', () => {
    const running = { ...plan, trialsEnded: 90, finals: 6 };
    expect(outlookOf(running, seconds, 8)).toMatchObject({
      trials: 100,
      deviceSeconds: { expected: 10 * 10 + 6 * 40 },
      wallSeconds: { expected: 100 / 8 + 240 / 6 },
    });
    expect(outlookOf({ ...running, arms: 2 }, seconds, 8)).toMatchObject({
      trials: 200,
      deviceSeconds: { expected: 680 },
      wallSeconds: { expected: 100 / 4 + 240 / 4 },
    });
  });

  it('names the budget that is spent first', () => {
    const spent = { ...plan, trialsEnded: 10, spentDeviceSeconds: 100, elapsedSeconds: 20 };
    expect(outlookOf({ ...spent, maxDeviceSeconds: 300 }, seconds, 8)).toMatchObject({
      endsBy: 'DEVICE_BUDGET',
      trials: 30,
      // However slow: no more than the budget.
      deviceSeconds: exactly(200),
    });
    expect(outlookOf({ ...spent, maxDeviceSeconds: 300, maxDurationSeconds: 30 }, seconds, 8)).toMatchObject({
      endsBy: 'MAX_DURATION',
      trials: 18,
      wallSeconds: exactly(10),
    });
    expect(outlookOf({ ...spent, maxDeviceSeconds: 50 }, seconds, 8)).toMatchObject({ trials: 10 });
  });

  it('takes results that cost nothing for what they are', () => {
    const free = { search: exactly(0), final: exactly(0) };
    expect(outlookOf({ ...plan, maxDeviceSeconds: 1 }, free, 1)).toMatchObject({
      endsBy: 'MAX_TRIALS',
      deviceSeconds: exactly(0),
    });
  });
});

describe('the cost of a training', () => {
  it('is its work over the throughput that was measured, between the slowest and the fastest tenth', () => {
    const trainings = Array.from({ length: 11 }, (_, index) => ({
      work: 1e9 * (index + 1),
      deviceSeconds: 1,
    }));
    const throughput = throughputOf(trainings);
    expect(throughput).toEqual({ typical: 6e9, slow: 2e9, fast: 10e9 });
    if (!throughput) throw new Error('there is one');
    expect(secondsOf(workOf(1e6, 6e4, 10), throughput)).toEqual({ expected: 100, lower: 60, upper: 300 });
    expect(throughputOf([])).toBeNull();
  });

  it('is the mean of the last trials once there are enough of them', () => {
    expect(meanSeconds([1, 2, 3, 4])).toBeNull();
    const mean = meanSeconds([1, 2, 3, 4, 5]);
    // Student's quantile at 97.5 % with four degrees of freedom is 2.776.
    expect(mean?.expected).toBe(3);
    expect(mean?.upper).toBeCloseTo(3 + (2.7764 * Math.sqrt(2.5)) / Math.sqrt(5), 3);
    expect(meanSeconds([0, 0, 0, 0, 9])?.lower).toBe(0);
    expect(scaled(exactly(2), 3)).toEqual(exactly(6));
  });
});
