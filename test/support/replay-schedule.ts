import { judge, type Measured, type Scheduler, type TrialCurve } from '../../src/nas/schedulers/index.js';

/** Values of a training that nobody stops, step by step. */
export type FullCurve = readonly number[];

/** How a trial came out: its values up to where it was stopped, or to the end. */
export interface Replayed {
  readonly trialNumber: number;
  readonly steps: number;
  readonly completed: boolean;
}

/**
 * Trains all curves under a scheduler, `parallel` at a time in the order of their numbers; in each round every running
 * trial reports one step.
 * @param orderOf the order in which so many running trials report
 */
export function replaySchedule(
  scheduler: Scheduler,
  curves: readonly FullCurve[],
  parallel: number,
  orderOf: (count: number) => Iterable<number>,
): Replayed[] {
  const known = new Map<number, TrialCurve>();
  let running: number[] = [];
  let started = 0;
  while (started < curves.length || running.length > 0) {
    while (running.length < parallel && started < curves.length) {
      started += 1;
      running.push(started);
    }
    const reporting = Array.from(orderOf(running.length), (place) => running[place] ?? 0);
    running = reporting.filter((trialNumber) => {
      const curve = curves[trialNumber - 1] ?? [];
      const before: readonly Measured[] = known.get(trialNumber)?.measured ?? [];
      const step = before.length + 1;
      const measured = [...before, { step, value: curve[step - 1] ?? Number.NaN }];
      const others = [...known.values()].filter((other) => other.trialNumber !== trialNumber);
      const decision = judge(scheduler, { trialNumber, completed: false, measured }, others);
      const completed = step === curve.length;
      known.set(trialNumber, { trialNumber, completed, measured });
      return decision === 'continue' && !completed;
    });
  }
  return [...known.values()].map(({ trialNumber, completed, measured }) => ({
    trialNumber,
    completed,
    steps: measured.length,
  }));
}
