import { mean as meanOf } from './mean.js';
import { studentTQuantile } from './student-t.js';

/** Outside the interval on either side. */
const TAIL = 0.025;

/** The mean of a sample with the 95 % interval of its expectation. */
export interface MeanInterval {
  readonly mean: number;
  /** Null where there are fewer than two values: one tells nothing of how they spread. */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly count: number;
}

/** Student's interval: mean -+ t s / sqrt(n), with n - 1 degrees of freedom. Null for no values. */
export function meanInterval(values: readonly number[]): MeanInterval | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = meanOf(values);
  if (count === 1) return { mean, lower: null, upper: null, count };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentTQuantile(count - 1, TAIL) * Math.sqrt(squares / (count - 1) / count);
  return { mean, lower: mean - half, upper: mean + half, count };
}
