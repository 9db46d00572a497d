import { readFile } from 'node:fs/promises';

/** Linux counts in hundredths of a second, whatever its clock does. */
const MILLISECONDS_A_TICK = 10;

/** For which a process has held a processor so far. Unlike an answer's time, it hardly depends on what else the machine does. */
export async function processorMilliseconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in parentheses, may have spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return MILLISECONDS_A_TICK * (Number(fields[11]) + Number(fields[12]));
}
