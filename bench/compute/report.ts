import type { ControllerTimes } from './controller.js';
import { geometricMean } from './median.js';
import { stepFlops } from './peak-flops.js';
import { meanRatio, ratiosOf } from './ratios.js';
import type { TrainTimes } from './train.js';

export interface Measured {
  readonly training: readonly TrainTimes[];
  /** FLOP/s by threads. */
  readonly peaks: ReadonlyMap<number, number>;
  readonly controller: ControllerTimes | undefined;
}

/** For people: a line for a child, in milliseconds and ratios. */
export function describeChild(times: TrainTimes, peak: number): string {
  const { child, threads, stepMs, peakMegabytes, compileMs } = times;
  const { better, defaultLayout, keepingMemory } = ratiosOf(times);
  const number = (value: number | undefined, digits: number) => value?.toFixed(digits) ?? '-';
  return [
    `${child.name}, ${threads} thread${threads > 1 ? 's' : ''}`.padEnd(32),
    `archway ${number(stepMs.archway, 1)} ms`,
    `PyTorch ${number(stepMs.default, 1)}, channels_last ${number(stepMs.channelsLast, 1)}`,
    `keeping memory ${number(stepMs.defaultKeepingMemory, 1)}, ${number(stepMs.channelsLastKeepingMemory, 1)}`,
    `ratio ${number(better, 2)} (default ${number(defaultLayout, 2)}, keeping memory ${number(keepingMemory, 2)})`,
    `compile ${number(compileMs / 1000, 2)} s`,
    `${number(100 * peakShareOf(times, peak), 0)} % of peak`,
    `memory ${number(peakMegabytes.archway, 0)} MB, PyTorch ${number(peakMegabytes.default, 0)}`,
  ].join('  ');
}

/** The figures by which releases are compared; null where they were not measured. */
export function summarise({ training, peaks, controller }: Measured) {
  const on = (threads: number) => training.filter((times) => times.threads === threads);
  const shares = on(1).map((times) => peakShareOf(times, peaks.get(1) ?? Number.NaN));
  const compileMs = training.map((times) => times.compileMs);
  return {
    trainRatioOneThread: meanRatio(on(1), 'better') ?? null,
    trainRatioTwoThreads: meanRatio(on(2), 'better') ?? null,
    trainRatioDefaultLayout: meanRatio(on(1), 'defaultLayout') ?? null,
    controllerSampleRatio: controller?.controllerSampleRatio ?? null,
    controllerUpdateRatio: controller?.controllerUpdateRatio ?? null,
    peakShare: shares.length > 0 ? geometricMean(shares) : null,
    compileSeconds: compileMs.length > 0 ? Math.max(...compileMs) / 1000 : null,
  };
}

function peakShareOf({ child, stepMs }: TrainTimes, peak: number): number {
  return stepFlops(child) / ((stepMs.archway ?? Number.NaN) / 1000) / peak;
}
