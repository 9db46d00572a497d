import type { Service } from './service.js';
import { runSession, tabular } from './session.js';

export const IN_FLIGHT = 64;

export interface Simulated {
  readonly trials: number;
  readonly seconds: number;
  /** Wall time over that of places that are never empty. */
  readonly overIdeal: number;
}

/** Trials that pretend to work for a second each, so many in flight that the service has 64 to hand out a second. */
export async function measureSimulated(service: Service, trials: number): Promise<Simulated> {
  const { seconds } = await runSession(service, {
    definition: tabular({ path: 'queue', seconds: 1 }),
    search: { strategy: 'random', mode: 'ASYNCHRONOUS', parallelism: IN_FLIGHT, maxTrials: trials },
  });
  return { trials, seconds, overIdeal: seconds / Math.ceil(trials / IN_FLIGHT) };
}
