import { z } from 'zod';
import { mean } from '../../statistics/mean.js';

/** An exponential moving average that started at zero, and the share of it that is rewards and not that zero. */
export const baselineSchema = z.strictObject({ average: z.number(), weight: z.number().min(0).max(1) });

export type Baseline = Readonly<z.infer<typeof baselineSchema>>;

export const emptyBaseline: Baseline = { average: 0, weight: 0 };

/** The average without the bias of its start (Kingma & Ba, 2015, section 3); null before the first reward. */
export function baselineValue({ average, weight }: Baseline): number | null {
  return weight === 0 ? null : average / weight;
}

/**
 * The baseline after a batch. `decay` is by one reward; the rewards of a batch arrived together, so each of the n
 * weighs the same: the mean over all their orders of feeding them one after the other.
 */
export function baselineAfter(
  { average, weight }: Baseline,
  rewards: readonly number[],
  decay: number,
): Baseline {
  if (rewards.length === 0) return { average, weight };
  const kept = decay ** rewards.length;
  return { average: kept * average + (1 - kept) * mean(rewards), weight: kept * weight + (1 - kept) };
}
