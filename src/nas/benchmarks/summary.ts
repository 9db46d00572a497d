import { mean } from '../statistics/mean.js';
import type { BenchmarkRun } from './run-benchmark.js';

/** Mean and deviation (of the population, as the published tables have it) over runs. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

export interface BenchmarkSummary {
  readonly runs: number;
  readonly evaluations: number;
  /** Of the incumbent at the end. */
  readonly validation: Spread;
  readonly test: Spread;
  /** Different architectures of a run, mean over the runs. */
  readonly unique: number;
  /** Mean of the incumbent's test value after each evaluation. */
  readonly testCurve: readonly number[];
}

/** A run that ended early keeps its last incumbent. */
export function summarize(runs: readonly BenchmarkRun[], evaluations: number): BenchmarkSummary {
  const at = (values: Float64Array, evaluation: number) =>
    values[Math.min(evaluation, values.length - 1)] ?? Number.NaN;
  const last = evaluations - 1;
  return {
    runs: runs.length,
    evaluations,
    validation: spreadOf(runs.map(({ validation }) => at(validation, last))),
    test: spreadOf(runs.map(({ test }) => at(test, last))),
    unique: spreadOf(runs.map(({ unique }) => unique)).mean,
    testCurve: Array.from(
      { length: evaluations },
      (_, evaluation) => spreadOf(runs.map(({ test }) => at(test, evaluation))).mean,
    ),
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const center = mean(values);
  return { mean: center, sd: Math.sqrt(mean(values.map((value) => (value - center) ** 2))) };
}
