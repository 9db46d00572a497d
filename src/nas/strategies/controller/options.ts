import { z } from 'zod';
import { failureReward, importanceLimit, positive, realNumber, wholeNumber } from '../option-schemas.js';
import { depthScheduleSchema } from './depth-schedule.js';

/**
 * Where Zoph & Le (section 4.1) give a value it is the default. They give none for the baseline's decay, the
 * temperature, the entropy bonus and clipping: there the default is the plain method.
 */
export const learningOptions = {
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
  tanhConstant: positive
    .max(100, 'must be at most 100')
    .nullable()
    .default(null)
    .describe('keeps logits within [-c, c] by c tanh(logit / temperature); null for no bound'),
  entropyWeight: realNumber(0, 100)
    .default(0)
    .describe("weight, beside the reward, of an architecture's entropy in nats, summed over its decisions"),
  skipWeight: realNumber(0, 100)
    .default(0)
    .describe('weight of the divergence, in nats, of anchor points from skipTarget, summed over links'),
  skipTarget: realNumber(0.001, 0.999)
    .default(0.4)
    .describe('share of links that anchor points are drawn to by skipWeight'),
  gradientClipping: positive
    .nullable()
    .default(null)
    .describe('greatest norm of a gradient over all parameters; null for no limit'),
  importanceLimit,
  failureReward,
  depthSchedule: depthScheduleSchema,
};

/** What any strategy on a controller goes by. */
export interface ControllerOptions extends Readonly<z.infer<z.ZodObject<typeof learningOptions>>> {
  readonly startInput: 'learned' | 'random';
  /** Of proximal policy optimization: how far one update may move an architecture's probability, as a share of it. */
  readonly clipRange?: number;
  /** Steps on the same results; 1 unless a step is clipped. */
  readonly epochs?: number;
}

export const startInput = z
  .enum(['learned', 'random'], { error: "must be 'learned' or 'random'" })
  .default('learned')
  .describe('the first input: learned like other parameters, or left as it was drawn');
