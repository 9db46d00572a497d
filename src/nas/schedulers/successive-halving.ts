import { placesAmong } from './asha.js';
import { newestSteps, type Rungs, rungsBetween, valueFrom } from './rungs.js';
import type { Scheduler } from './scheduler.js';

export interface SuccessiveHalvingOptions extends Rungs {
  /** Trials of one bracket: those numbered 1 to `bracket`, the next `bracket` ones, and so on. */
  readonly bracket: number;
}

/**
 * Successive halving (Jamieson & Talwalkar, AISTATS 2016) without waiting: of a bracket the best 1/reductionFactor go on
 * from the first rung, of these as many from the second. Where the original holds a trial until its bracket has come to
 * the rung, here it goes on, and stops at its next step once it is certain, whatever the others still do, that it is
 * not among those that go on. So what the original keeps is kept, and of the rest the first ones run longer. A trial
 * that never comes to a rung counts as one that may yet be better: a bracket that is not full stops fewer.
 */
export function successiveHalving({ bracket, ...rungs }: SuccessiveHalvingOptions): Scheduler {
  const bracketOf = (trialNumber: number) => Math.floor((trialNumber - 1) / bracket);
  return {
    comparedSteps: (own) => rungsBetween(rungs, 0, newestSteps(own).newest),
    decide(trialNumber, own, peers) {
      const members = peers.filter(
        (peer) => bracketOf(peer.trialNumber) === bracketOf(trialNumber) && Number.isFinite(peer.value),
      );
      let expected = bracket;
      let certain: ReadonlySet<number> | undefined;
      for (const rung of this.comparedSteps(own)) {
        const value = valueFrom(own, rung);
        if (!Number.isFinite(value)) return 'stop';
        const entries = [...members.filter(({ step }) => step === rung), { trialNumber, value: value ?? 0 }];
        const rivals = entries.filter((entry) => certain?.has(entry.trialNumber) ?? true);
        const places = placesAmong(expected, rungs.reductionFactor);
        if (rivals.filter((rival) => rival.value > (value ?? 0)).length >= places) return 'stop';
        certain = new Set(passing(rivals, expected, places).map((rival) => rival.trialNumber));
        expected = places;
      }
      return 'continue';
    },
  };
}

interface Entry {
  readonly trialNumber: number;
  readonly value: number;
}

/** Those that are among the best `places` even if all that are still to come, of `expected` in all, were better. */
function passing(entries: readonly Entry[], expected: number, places: number): Entry[] {
  return entries.filter(({ value }) => {
    const notBetter = entries.filter((other) => other.value <= value).length;
    return expected - notBetter < places;
  });
}
