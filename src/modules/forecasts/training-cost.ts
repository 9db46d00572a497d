import { meanInterval } from '../../nas/statistics/mean-interval.js';

/** What is expected, and between what it will lie. */
export interface Range {
  readonly expected: number;
  readonly lower: number;
  readonly upper: number;
}

/** A training that was measured. */
export interface MeasuredTraining {
  /** FLOPs of a forward pass of one example, times the examples of an epoch, times the epochs. */
  readonly work: number;
  readonly deviceSeconds: number;
}

/** How fast devices work off trainings, in FLOP/s of forward passes: what the backward pass takes is in it, as a constant factor. */
export interface Throughput {
  readonly typical: number;
  readonly slow: number;
  readonly fast: number;
}

export const workOf = (flops: number, examples: number, epochs: number): number => flops * examples * epochs;

/** Shares of the trainings that are slower, and not faster, than the range says. */
const [SLOWEST, FASTEST] = [0.1, 0.9];

/** Median, and the span of the middle eight tenths: small networks keep a device less busy than large ones. Null for none. */
export function throughputOf(trainings: readonly MeasuredTraining[]): Throughput | null {
  const speeds = trainings.map(({ work, deviceSeconds }) => work / deviceSeconds).sort((a, b) => a - b);
  if (speeds.length === 0) return null;
  return { typical: quantile(speeds, 0.5), slow: quantile(speeds, SLOWEST), fast: quantile(speeds, FASTEST) };
}

/** Seconds that a device takes for so much work. */
export const secondsOf = (work: number, { typical, slow, fast }: Throughput): Range => ({
  expected: work / typical,
  lower: work / fast,
  upper: work / slow,
});

/** Trials of a session from which on they say more of it than any other trainings do. */
const ENOUGH = 5;

/** What a trial costs by the last ones of its session, with the 95 % interval of the mean. Null while they are too few. */
export function meanSeconds(recent: readonly number[]): Range | null {
  const mean = recent.length < ENOUGH ? null : meanInterval(recent);
  if (!mean) return null;
  const { lower, upper } = mean;
  return { expected: mean.mean, lower: Math.max(0, lower ?? mean.mean), upper: upper ?? mean.mean };
}

export const scaled = ({ expected, lower, upper }: Range, factor: number): Range => ({
  expected: expected * factor,
  lower: lower * factor,
  upper: upper * factor,
});

/** Linear between the two values that it lies between. `sorted` is not empty. */
function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low = 0, high = low] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
