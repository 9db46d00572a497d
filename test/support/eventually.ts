import { setTimeout as pause } from 'node:timers/promises';

/**
 * Resolves with the first result of `check` that is neither undefined, null nor false. A check that throws counts
 * as "not yet".
 *
 * @throws after `timeoutMs`, naming `what` was waited for and the check's last error.
 */
export async function eventually<T>(
  check: () => T | Promise<T>,
  { timeoutMs = 10_000, what }: { timeoutMs?: number; what: string },
): Promise<NonNullable<Exclude<T, false>>> {
  const deadline = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const result = await check();
      if (result !== undefined && result !== null && result !== false) {
        return result as NonNullable<Exclude<T, false>>;
      }
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    await pause(20);
  } while (performance.now() < deadline);
  throw new Error(`waited ${timeoutMs} ms for ${what}`, { cause: lastError });
}
