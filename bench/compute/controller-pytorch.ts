import { z } from 'zod';
import { reinforceOptionsSchema } from '../../src/nas/strategies/reinforce/options.js';
import type { ControllerWork } from './controller-work.js';
import { runReference } from './reference.js';

const answerSchema = z.object({
  sampleMs: z.number(),
  updateMs: z.number(),
  teacherForcedUpdateMs: z.number(),
  version: z.string(),
});

/** The same controller in PyTorch; undefined where python3 has none. */
export function timePyTorchController({ decisions, repeats }: ControllerWork) {
  const { units, lstmLayers: layers, batchSize: batch, learningRate } = reinforceOptionsSchema.parse({});
  const kinds = decisions.map(({ type, choices }) => ({ type, choices: choices.length }));
  const request = { decisions: kinds, units, layers, batch, learningRate, repeats };
  const answer = runReference('controller.py', request);
  return answer === undefined ? undefined : answerSchema.parse(answer);
}
