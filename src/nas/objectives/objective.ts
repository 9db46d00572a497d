import { z } from 'zod';
import { type Constraints, constraintsSchema } from './constraints.js';
import { type FailureKind, failureKindNames } from './failure-kinds.js';
import { type LatencySource, latencySourceSchema } from './latency.js';
import { type TradeOff, tradeOffSchema } from './trade-offs.js';

const metricNames = ['validationAccuracy', 'validationLoss'] as const;
const directionNames = ['maximise', 'minimise'] as const;
/** What a failed trial may count as. */
const rewardableNames = [...failureKindNames, 'INFEASIBLE'] as const;

/** How a trial becomes a reward. What came after the first version is optional: stored definitions lack it. */
export interface Objective {
  readonly metric: (typeof metricNames)[number];
  readonly direction?: (typeof directionNames)[number] | undefined;
  readonly power: number;
  /** Epochs. */
  readonly window: number;
  readonly tradeOffs?: readonly TradeOff[] | undefined;
  readonly constraints?: Constraints | undefined;
  readonly latency?: LatencySource | undefined;
  readonly failureRewards?: Readonly<Partial<Record<FailureKind | 'INFEASIBLE', number>>> | undefined;
}

const failureReward = z
  .number({ error: 'must be a number from -1e12 to 1e12' })
  .min(-1e12, 'must be a number from -1e12 to 1e12')
  .max(1e12, 'must be a number from -1e12 to 1e12');

/** The defaults are those of Zoph & Le, section 4.1. */
export const objectiveSchema: z.ZodType<Objective> = z
  .strictObject({
    metric: z
      .enum(metricNames, { error: "must be 'validationAccuracy' or 'validationLoss'" })
      .default('validationAccuracy')
      .describe('measurement of each epoch that is rewarded: accuracy in 0..1, or cross-entropy in nats'),
    direction: z
      .enum(directionNames, { error: "must be 'maximise' or 'minimise'" })
      .optional()
      .describe('which values are better; without it minimise for a loss'),
    power: z
      .number({ error: 'must be a number above 0, e.g. 3' })
      .positive('must be above 0, e.g. 3')
      .max(100, 'must be at most 100')
      .default(3)
      .describe('exponent: above 1 it spreads good architectures apart'),
    window: z
      .number({ error: 'must be a whole number of epochs, e.g. 5' })
      .int('must be a whole number of epochs, e.g. 5')
      .min(1, 'must be at least 1 epoch')
      .max(100_000, 'must be at most 100000 epochs')
      .default(5)
      .describe('last epochs whose best value counts'),
    tradeOffs: z
      .array(tradeOffSchema)
      .max(3, 'must be at most 3')
      .optional()
      .describe('factors of the reward for what a network costs'),
    constraints: constraintsSchema
      .optional()
      .describe('what a network may cost at most to be trained at all'),
    latency: latencySourceSchema.optional().describe('where the latency is known from before training'),
    failureRewards: z
      .partialRecord(z.enum(rewardableNames), failureReward)
      .optional()
      .describe(
        'rewards of trials that failed; of a kind that is absent the strategy makes what its options say',
      ),
  })
  .superRefine(({ tradeOffs, constraints, latency }, context) => {
    const message = 'needs objective.latency, which says where it is known from';
    if (latency) return;
    if (constraints?.latencyMs !== undefined) {
      context.addIssue({ code: 'custom', path: ['constraints', 'latencyMs'], message });
    }
    tradeOffs?.forEach(({ quantity }, index) => {
      if (quantity === 'latencyMs')
        context.addIssue({ code: 'custom', path: ['tradeOffs', index, 'quantity'], message });
    });
  });
