import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { load, type Operation } from './load.js';

export interface MemoryResult {
  readonly seconds: number;
  readonly requests: number;
  /** Median resident megabytes of the second sixth of the time, when everything is warm, and of the last. */
  readonly early: number;
  readonly late: number;
}

/** Resident memory of a process under load, looked at every second. */
export async function memoryUnderLoad(
  url: string,
  pid: number,
  next: (index: number) => Operation,
  seconds: number,
): Promise<MemoryResult> {
  const samples: number[] = [];
  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      samples.push(await residentMegabytes(pid));
      await pause(1000);
    }
  })();
  const { requests } = await load(url, next, 8, seconds);
  stop.abort();
  await watching;
  const sixth = Math.max(1, Math.floor(samples.length / 6));
  return {
    seconds,
    requests,
    early: median(samples.slice(sixth, 2 * sixth)),
    late: median(samples.slice(-sixth)),
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
