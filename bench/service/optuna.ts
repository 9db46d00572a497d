import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const answerSchema = z.object({ trialsPerSecond: z.number(), version: z.string() });

/** Trials a second of Optuna's relational storage; undefined where python3 has no Optuna. To be run from the project's root. */
export async function timeOptuna(url: string, trials: number): Promise<number | undefined> {
  const child = spawn('python3', ['bench/reference/optuna_rdb.py'], { stdio: 'pipe' });
  child.stdin.end(JSON.stringify({ url, trials }));
  const [output, errors, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (status === 0) return answerSchema.parse(JSON.parse(output)).trialsPerSecond;
  if (errors.includes('ModuleNotFoundError')) return undefined;
  throw new Error(`optuna_rdb.py failed:\n${errors}`);
}
