import { z } from 'zod';
import { controllerDefinition } from '../controller/controller-definition.js';
import { learningOptions, startInput } from '../controller/options.js';
import { transformerNetwork } from '../controller/transformer-network.js';
import { wholeNumber } from '../option-schemas.js';

const fields = z.strictObject({
  units: wholeNumber(1, 1024)
    .default(32)
    .describe('width of the Transformer, and size of the embeddings; heads divide it'),
  heads: wholeNumber(1, 64).default(4).describe('heads of attention in each layer'),
  layers: wholeNumber(1, 8).default(2).describe('layers: attention, then a network four times as wide'),
  startInput,
  ...learningOptions,
});

const optionsSchema = fields.refine(({ units, heads }) => units % heads === 0, {
  path: ['units'],
  error: 'must be a multiple of heads',
});

/** The update of `reinforce` on a causal Transformer: every earlier decision is seen, not what a state kept of it. */
export const reinforceTransformerDefinition = controllerDefinition(
  'reinforce-transformer',
  'Causal Transformer trained by policy gradient, as reinforce is',
  optionsSchema,
  transformerNetwork,
);
