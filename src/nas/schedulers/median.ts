import { newestSteps } from './rungs.js';
import type { Scheduler } from './scheduler.js';

export interface MedianOptions {
  readonly firstStep: number;
  /** Steps between two decisions. */
  readonly interval: number;
  readonly startupTrials: number;
}

/**
 * Median stopping as in Optuna's MedianPruner: a trial stops when its best value so far is below the median of what the
 * completed trials had at the same step. (Golovin et al., KDD 2017, who named the rule, compare with the mean of their
 * values up to that step, which spares more of curves that rise.)
 */
export function median({ firstStep, interval, startupTrials }: MedianOptions): Scheduler {
  const decisionsUpTo = (step: number) => Math.floor((step - firstStep) / interval) + 1;
  return {
    comparedSteps(own) {
      const { previous, newest } = newestSteps(own);
      const isDue = newest >= firstStep && decisionsUpTo(newest) > Math.max(0, decisionsUpTo(previous));
      return isDue ? [newest] : [];
    },
    decide(_trialNumber, own, peers) {
      const [step] = this.comparedSteps(own);
      const completed = peers.filter((peer) => peer.completed && peer.step === step);
      const values = completed.map(({ value }) => value).filter(Number.isFinite);
      if (step === undefined || values.length < startupTrials) return 'continue';
      const best = Math.max(...own.map(({ value }) => value).filter(Number.isFinite));
      return best < medianOf(values) ? 'stop' : 'continue';
    },
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
