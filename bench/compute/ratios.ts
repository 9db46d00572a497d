import { geometricMean } from './median.js';
import type { TrainTimes } from './train.js';

/** Archway's time over PyTorch's, undefined where python3 has no PyTorch. */
export interface Ratios {
  /** Over the faster of the default layout and channels_last. */
  readonly better: number | undefined;
  readonly defaultLayout: number | undefined;
  /** Over the faster layout with the thresholds of glibc's malloc raised, so that memory stays with the process. */
  readonly keepingMemory: number | undefined;
}

export function ratiosOf({ stepMs }: TrainTimes): Ratios {
  const over = (first: number | undefined, second = first) =>
    stepMs.archway && first && second ? stepMs.archway / Math.min(first, second) : undefined;
  return {
    better: over(stepMs.default, stepMs.channelsLast),
    defaultLayout: over(stepMs.default),
    keepingMemory: over(stepMs.defaultKeepingMemory, stepMs.channelsLastKeepingMemory),
  };
}

/** Geometric mean over the children; undefined where there is nothing to compare. */
export function meanRatio(rows: readonly TrainTimes[], kind: keyof Ratios): number | undefined {
  const ratios = rows.flatMap((row) => ratiosOf(row)[kind] ?? []);
  return ratios.length > 0 ? geometricMean(ratios) : undefined;
}
