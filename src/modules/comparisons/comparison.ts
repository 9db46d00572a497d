import { meanInterval } from '../../nas/statistics/mean-interval.js';
import type { ProgressPoint } from '../sessions/index.js';

/** A session that is compared, and how it came on. */
export interface Run {
  readonly id: string;
  readonly strategy: string;
  readonly seed: string;
  /** Equal for sessions that differ in nothing but the seed. */
  readonly arm: string;
  readonly curve: readonly ProgressPoint[];
}

/** What a run had reached with the budget that all have spent. */
export interface RunAtBudget {
  readonly bestAtTrials: number | null;
  readonly bestAtDeviceSeconds: number | null;
}

/** What every run has spent: where they can be compared. */
export interface SharedBudget {
  readonly trials: number;
  readonly deviceSeconds: number;
}

/** A mean over runs at a budget. */
export interface MeanPoint {
  readonly at: number;
  readonly mean: number;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly sessions: number;
}

type Axis = 'trials' | 'deviceSeconds';

const spent = ({ curve }: Run, axis: Axis): number => curve.at(-1)?.[axis] ?? 0;

export const sharedBudget = (runs: readonly Run[]): SharedBudget => ({
  trials: Math.min(...runs.map((run) => spent(run, 'trials'))),
  deviceSeconds: Math.min(...runs.map((run) => spent(run, 'deviceSeconds'))),
});

/** Runs that differ in nothing but the seed, in the order in which the first of each came. */
export function armsOf(runs: readonly Run[]): Run[][] {
  const arms = new Map<string, Run[]>();
  for (const run of runs) arms.set(run.arm, [...(arms.get(run.arm) ?? []), run]);
  return [...arms.values()];
}

export function meanPoint(at: number, values: readonly (number | null)[]): MeanPoint | null {
  const interval = meanInterval(values.filter((value) => value !== null));
  if (!interval) return null;
  const { mean, lower, upper, count } = interval;
  return { at, mean, lower, upper, sessions: count };
}

/**
 * Mean of the best so far at up to `points` budgets, evenly spaced, over the runs that have spent as much. Read from the points of
 * the curves: between two of them a run stands where the first left it.
 */
export function meanCurve(runs: readonly Run[], axis: Axis, points: number): MeanPoint[] {
  const most = Math.max(...runs.map((run) => spent(run, axis)));
  const step = axis === 'trials' ? Math.max(1, Math.ceil(most / points)) : most / points;
  if (most <= 0) return [];
  const places = Array.from({ length: Math.ceil(most / step) }, (_, index) =>
    Math.min(most, (index + 1) * step),
  );
  return places.flatMap((at) => {
    const there = runs.filter((run) => spent(run, axis) >= at);
    return (
      meanPoint(
        at,
        there.map(({ curve }) => curve.findLast((point) => point[axis] <= at)?.best ?? null),
      ) ?? []
    );
  });
}
