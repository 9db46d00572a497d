import { controllerDefinition } from '../controller/controller-definition.js';
import { lstmNetwork } from '../controller/lstm-network.js';
import { realNumber, wholeNumber } from '../option-schemas.js';
import { reinforceOptionsSchema } from '../reinforce/options.js';

const reinforce = reinforceOptionsSchema.shape;

/** Where the defaults differ from those of `reinforce` they are the ones that NASNet's search is known for. */
const ppoOptionsSchema = reinforceOptionsSchema.extend({
  learningRate: reinforce.learningRate.unwrap().default(3.5e-4).describe("Adam's step size"),
  batchSize: wholeNumber(1, 1024).default(20).describe('architectures of one update'),
  entropyWeight: realNumber(0, 100)
    .default(1e-5)
    .describe("weight, beside the reward, of an architecture's entropy in nats, summed over its decisions"),
  clipRange: realNumber(0.001, 1)
    .default(0.2)
    .describe("share by which one update may change an architecture's probability before its gradient ends"),
  epochs: wholeNumber(1, 100).default(4).describe('steps on the results of one update'),
});

/**
 * Proximal policy optimization (Schulman et al., arXiv 1707.06347) on the controller of `reinforce`. The ratio is that of
 * a whole architecture's probability; it is measured from the policy that begins the update, and results of earlier
 * policies are weighted as `reinforce` weights them.
 */
export const ppoDefinition = controllerDefinition(
  'ppo',
  'Recurrent controller trained by proximal policy optimization: several clipped steps an update',
  ppoOptionsSchema,
  lstmNetwork,
);
