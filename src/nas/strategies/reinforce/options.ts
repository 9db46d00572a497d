import { z } from 'zod';
import { type ControllerOptions, learningOptions, startInput } from '../controller/options.js';
import { wholeNumber } from '../option-schemas.js';

/** Options of the controller of Zoph & Le. */
export const reinforceOptionsSchema = z.strictObject({
  units: wholeNumber(1, 1024).default(35).describe('units of each LSTM layer, and size of the embeddings'),
  lstmLayers: wholeNumber(1, 8).default(2).describe('LSTM layers of the controller'),
  startInput,
  startState: z
    .enum(['zero', 'learned', 'random'], { error: "must be 'zero', 'learned' or 'random'" })
    .default('zero')
    .describe('the first state of each layer: zeros, learned, or left as it was drawn'),
  ...learningOptions,
});

export type ReinforceOptions = Readonly<z.infer<typeof reinforceOptionsSchema>> & ControllerOptions;
