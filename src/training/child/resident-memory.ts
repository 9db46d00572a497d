import { readFile } from 'node:fs/promises';

const BYTES_PER_MEGABYTE = 1e6;

/**
 * Physical memory that a process occupies, in megabytes (10^6 bytes), from /proc/<pid>/status, whose unit does not
 * depend on the page size. `null` where there is no such file: another system, or the process is gone.
 */
export async function residentMegabytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kibibytes === undefined ? null : (Number(kibibytes) * 1024) / BYTES_PER_MEGABYTE;
}
