import { newestSteps, type Rungs, rungsBetween } from './rungs.js';
import type { Scheduler } from './scheduler.js';

/**
 * ASHA, the variant that stops instead of promoting (Li et al., MLSys 2020, section 3, and its appendix): at each rung
 * a trial goes on when it is among the best 1/reductionFactor of those that have reached the rung so far, the first
 * ones when none of them is better. Equal values pass together.
 */
export function asha(rungs: Rungs): Scheduler {
  return {
    comparedSteps(own) {
      const { previous, newest } = newestSteps(own);
      return rungsBetween(rungs, previous, newest);
    },
    decide(_trialNumber, own, peers) {
      const value = own.at(-1)?.value ?? Number.NaN;
      const passes = this.comparedSteps(own).every((rung) => {
        const rivals = peers.filter((peer) => peer.step === rung && Number.isFinite(peer.value));
        const better = rivals.filter((rival) => rival.value > value).length;
        return Number.isFinite(value) && better < placesAmong(rivals.length + 1, rungs.reductionFactor);
      });
      return passes ? 'continue' : 'stop';
    },
  };
}

/** How many of `count` trials go on from a rung. */
export const placesAmong = (count: number, reductionFactor: number): number =>
  Math.max(1, Math.floor(count / reductionFactor));
