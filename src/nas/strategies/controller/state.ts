import { z } from 'zod';
import { randomStateSchema } from '../../random.js';
import { resultSchema } from '../results.js';
import { tensorStateSchema } from '../tensor-state.js';
import { uniqueArchitecturesStateSchema } from '../unique-architectures.js';
import { baselineSchema } from './baseline.js';

/** Everything that the strategy's future depends on. */
export const controllerStateSchema = z.strictObject({
  policyVersion: z.number().int().min(0),
  random: randomStateSchema,
  unique: uniqueArchitecturesStateSchema,
  /** The version from which on the present policy draws. */
  policySince: z.number().int().min(0),
  /** Architectures drawn, those that the rules of the space did not admit included. */
  drawn: z.number().int().min(0).default(0),
  /** Results that wait for an update. */
  waiting: z.array(resultSchema).readonly(),
  baseline: baselineSchema,
  /** Parameters and Adam's moments, by name. */
  variables: z.record(z.string(), tensorStateSchema),
});

export type ControllerState = z.infer<typeof controllerStateSchema>;
