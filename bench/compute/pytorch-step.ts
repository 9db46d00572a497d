import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Child } from './children.js';

const SCRIPT = join('bench', 'reference', 'train_step.py');
const answerSchema = z.object({ stepMs: z.number(), version: z.string() });

export type PyTorchTime = z.infer<typeof answerSchema>;

/** Median time of PyTorch's training step, undefined where python3 has no PyTorch. To be run from the project's root. */
export function timePyTorch(
  child: Child,
  options: { readonly threads: number; readonly steps: number; readonly channelsLast: boolean },
): PyTorchTime | undefined {
  const input = JSON.stringify({ child, ...options });
  const { status, stdout, stderr } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8' });
  if (status === 0) return answerSchema.parse(JSON.parse(stdout));
  if (status === null || stderr.includes('ModuleNotFoundError')) return undefined;
  throw new Error(`${SCRIPT} failed:\n${stderr}`);
}
