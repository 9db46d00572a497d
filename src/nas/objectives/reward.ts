import { z } from 'zod';

export interface Objective {
  readonly metric: 'validationAccuracy';
  readonly power: number;
  /** Epochs. */
  readonly window: number;
}

/** How a trial's measurements become the reward. The defaults are those of Zoph & Le, section 4.1. */
export const objectiveSchema: z.ZodType<Objective> = z.strictObject({
  metric: z
    .enum(['validationAccuracy'], { error: "must be 'validationAccuracy'" })
    .default('validationAccuracy')
    .describe('measurement of each epoch that is rewarded, in 0..1'),
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
});

export type RewardErrorCode = 'NO_MEASUREMENTS' | 'NOT_A_NUMBER';

/** Measurements that give no reward; the trial has failed. */
export class RewardError extends Error {
  override readonly name = 'RewardError';

  constructor(
    readonly code: RewardErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * (best of the last `window` epochs) ^ power.
 * @param history the metric of each epoch, oldest first
 * @throws RewardError NO_MEASUREMENTS without an epoch; NOT_A_NUMBER when an epoch of the window, or the result, is
 * not finite: a reward that is returned is always a finite number
 */
export function rewardOf(objective: Objective, history: readonly number[]): number {
  const window = history.slice(-objective.window);
  if (window.length === 0) throw new RewardError('NO_MEASUREMENTS', `no epoch reported ${objective.metric}`);
  const reward = Math.max(...window) ** objective.power;
  if (!window.every(Number.isFinite) || !Number.isFinite(reward)) {
    throw new RewardError(
      'NOT_A_NUMBER',
      `${objective.metric} of the last ${window.length} epochs is [${window.join(', ')}]: it gives no finite reward`,
    );
  }
  return reward;
}
