import type { Measured } from './scheduler.js';

/** Where trials are compared: `firstStep`, then each `reductionFactor` times as far. */
export interface Rungs {
  readonly firstStep: number;
  readonly reductionFactor: number;
}

/** The rungs after the step `after` up to the step `to`, ascending. */
export function rungsBetween({ firstStep, reductionFactor }: Rungs, after: number, to: number): number[] {
  const rungs: number[] = [];
  for (let rung = firstStep; rung <= to; rung *= reductionFactor) if (rung > after) rungs.push(rung);
  return rungs;
}

/** The value of the first measurement at or after a step. */
export function valueFrom(curve: readonly Measured[], step: number): number | undefined {
  return curve.find((measured) => measured.step >= step)?.value;
}

/** The newest step and the one before it, 0 where there is none. */
export function newestSteps(curve: readonly Measured[]): {
  readonly previous: number;
  readonly newest: number;
} {
  return { previous: curve.at(-2)?.step ?? 0, newest: curve.at(-1)?.step ?? 0 };
}
