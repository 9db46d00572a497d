import type { Objective } from './objective.js';
import { type Quantities, UNKNOWN_QUANTITIES } from './quantities.js';
import { tradeOffFactor } from './trade-offs.js';

export type RewardErrorCode = 'NO_MEASUREMENTS' | 'NOT_A_NUMBER' | 'UNKNOWN_COST';

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

/** Whether lower values of the metric are better. */
export const isMinimised = ({ direction, metric }: Objective): boolean =>
  (direction ?? (metric === 'validationLoss' ? 'minimise' : 'maximise')) === 'minimise';

/** The best of values, which may be none. */
export const bestOf = (objective: Objective, values: readonly number[]): number =>
  isMinimised(objective) ? Math.min(...values) : Math.max(...values);

/** How good a value of the metric is: better when greater. */
export const scoreOf = (objective: Objective, value: number): number =>
  isMinimised(objective) ? -value : value;

/**
 * (best of the last `window` epochs) ^ power, negative where the metric is minimised, times the factor of each
 * trade-off; what costs more than its target has a lower reward, whichever its sign. A negative value keeps its sign
 * when it is raised, so that the order stays.
 * @param history the metric of each epoch, oldest first
 * @param quantities what the network costs; only trade-offs need it
 * @throws RewardError NO_MEASUREMENTS without an epoch; NOT_A_NUMBER when an epoch of the window, or the result, is
 * not finite; UNKNOWN_COST when a trade-off is about what is not known. A reward that is returned is a finite number
 */
export function rewardOf(
  objective: Objective,
  history: readonly number[],
  quantities: Quantities = UNKNOWN_QUANTITIES,
): number {
  const { metric, power, tradeOffs = [] } = objective;
  const window = history.slice(-objective.window);
  if (window.length === 0) throw new RewardError('NO_MEASUREMENTS', `no epoch reported ${metric}`);
  const factor = tradeOffFactor(tradeOffs, quantities);
  if (factor === undefined) {
    const costs = tradeOffs.map(({ quantity }) => quantity).join(', ');
    throw new RewardError(
      'UNKNOWN_COST',
      `the reward depends on ${costs}, which is not known of this network`,
    );
  }
  const score = scoreOf(objective, bestOf(objective, window));
  const raised = Math.sign(score) * Math.abs(score) ** power;
  const reward = raised < 0 ? raised / factor : raised * factor;
  if (!window.every(Number.isFinite) || !Number.isFinite(reward)) {
    throw new RewardError(
      'NOT_A_NUMBER',
      `${metric} of the last ${window.length} epochs is [${window.join(', ')}]: it gives no finite reward`,
    );
  }
  return reward;
}

/** What a trial that failed counts as; null where the strategy is told of the failure instead. */
export function failureRewardOf(
  { failureRewards }: Objective,
  failure: keyof NonNullable<Objective['failureRewards']>,
): number | null {
  return failureRewards?.[failure] ?? null;
}
