import { setTimeout } from 'node:timers/promises';
import { ArchwayError } from './archway-error.js';

const PAUSES_MILLISECONDS = [250, 500, 1000, 2000, 4000, 8000] as const;

/** Refusals after which the same request may succeed. */
const PASSING: ReadonlySet<string> = new Set(['TOO_MANY_REQUESTS', 'UNAVAILABLE']);

/**
 * Returns when it is time for the next try, longer after each of the `failures` before this one.
 * @param answered whether the server has answered before: else its absence is no accident
 * @throws `error` when it cannot pass, or has not passed for too long
 */
export async function pauseBeforeRetry(failures: number, error: unknown, answered: boolean): Promise<void> {
  const milliseconds = PAUSES_MILLISECONDS[failures];
  if (milliseconds === undefined || !(error instanceof ArchwayError)) throw error;
  if (!PASSING.has(error.code) && !(answered && error.code === 'UNREACHABLE')) throw error;
  await setTimeout(milliseconds);
}
