import { z } from 'zod';
import { failureReward, importanceLimit, positive, realNumber, wholeNumber } from '../option-schemas.js';

/**
 * Where Zoph & Le (section 4.1) give a value it is the default. They give none for the baseline's decay, the
 * temperature, the entropy bonus and clipping: there the default is the plain method.
 */
export const reinforceOptionsSchema = z.strictObject({
  units: wholeNumber(1, 1024).default(35).describe('units of each LSTM layer, and size of the embeddings'),
  lstmLayers: wholeNumber(1, 8).default(2).describe('LSTM layers of the controller'),
  initialRange: positive
    .max(10, 'must be at most 10')
    .default(0.08)
    .describe('every parameter starts uniform in [-initialRange, initialRange]'),
  learningRate: positive.max(1, 'must be at most 1').default(6e-4).describe("Adam's step size"),
  batchSize: wholeNumber(1, 1024).default(8).describe('architectures of one update (m)'),
  baselineDecay: realNumber(0, 0.9999)
    .nullable()
    .default(0.95)
    .describe(
      'decay, by one reward, of the moving average that rewards are compared with; null for no baseline',
    ),
  temperature: realNumber(0.01, 100)
    .default(1)
    .describe('divides the logits: above 1 the policy explores more'),
  entropyWeight: realNumber(0, 100)
    .default(0)
    .describe("weight, beside the reward, of an architecture's entropy in nats, summed over its decisions"),
  gradientClipping: positive
    .nullable()
    .default(null)
    .describe('greatest norm of a gradient over all parameters; null for no limit'),
  importanceLimit,
  failureReward,
});

export type ReinforceOptions = Readonly<z.infer<typeof reinforceOptionsSchema>>;

/** What any strategy on this controller goes by. */
export interface ControllerOptions extends ReinforceOptions {
  /** Of proximal policy optimization: how far one update may move an architecture's probability, as a share of it. */
  readonly clipRange?: number;
  /** Steps on the same results; 1 unless a step is clipped. */
  readonly epochs?: number;
}
