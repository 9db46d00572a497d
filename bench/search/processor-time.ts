import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * For which processes that this one started, and those that they started, have held processors, as far as they have ended; null
 * where the system does not say (it is fields 16 and 17 of /proc/self/stat, counted in ticks).
 */
export function secondsOfEndedProcesses(): number | null {
  try {
    const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
    const [user, system] = fields.split(' ').slice(13, 15).map(Number);
    return ((user ?? 0) + (system ?? 0)) / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** What `work` gives, and for how long the processes that it started and ended held processors. */
export async function withProcessorSeconds<T extends object>(
  work: () => Promise<T>,
): Promise<T & { readonly processorSeconds: number | null }> {
  const before = secondsOfEndedProcesses();
  const result = await work();
  const after = secondsOfEndedProcesses();
  return { ...result, processorSeconds: before === null || after === null ? null : after - before };
}
