import { z } from 'zod';
import type { Child } from './children.js';
import { runReference } from './reference.js';

const answerSchema = z.object({ stepMs: z.number(), version: z.string() });

export type PyTorchTime = z.infer<typeof answerSchema>;

/** Median time of PyTorch's training step, undefined where python3 has no PyTorch. */
export function timePyTorch(
  child: Child,
  options: { readonly threads: number; readonly steps: number; readonly channelsLast: boolean },
): PyTorchTime | undefined {
  const answer = runReference('train_step.py', { child, ...options });
  return answer === undefined ? undefined : answerSchema.parse(answer);
}
