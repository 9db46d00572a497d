import type { SearchSpace } from '../space/index.js';
import type { Observation, UpdateTelemetry } from './strategy.js';
import { StrategyError } from './strategy-error.js';

/** Squares of what is made of a reward still have to fit float32. */
const GREATEST_REWARD = 1e12;

/**
 * The observations in an order of their own, by tokens and then by outcome: what arrived first must not matter.
 * @throws StrategyError INVALID_OBSERVATIONS when there are none or more than `batchSize`, or a reward is not a number
 * of reasonable size
 * @throws SpaceError INVALID_TOKENS
 */
export function checkedObservations(
  space: SearchSpace,
  batchSize: number,
  observations: readonly Observation[],
): Observation[] {
  if (observations.length < 1 || observations.length > batchSize) {
    throw new StrategyError(
      'INVALID_OBSERVATIONS',
      `an update takes 1 to ${batchSize} observations, not ${observations.length}`,
    );
  }
  for (const { proposal, outcome } of observations) {
    space.validate(proposal.tokens);
    if (outcome.kind === 'succeeded' && !(Math.abs(outcome.reward) <= GREATEST_REWARD)) {
      throw new StrategyError(
        'INVALID_OBSERVATIONS',
        `a reward must be a number from -${GREATEST_REWARD} to ${GREATEST_REWARD}, not ${outcome.reward}`,
      );
    }
  }
  return [...observations].sort(inOrder);
}

/** Mean and best of the rewards of those that succeeded. */
export function rewardStatistics(
  observations: readonly Observation[],
): Pick<UpdateTelemetry, 'rewardMean' | 'rewardBest'> {
  const rewards = observations.flatMap(({ outcome }) =>
    outcome.kind === 'succeeded' ? [outcome.reward] : [],
  );
  if (rewards.length === 0) return { rewardMean: null, rewardBest: null };
  return { rewardMean: mean(rewards), rewardBest: Math.max(...rewards) };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function inOrder(a: Observation, b: Observation): number {
  const position = a.proposal.tokens.findIndex((token, index) => token !== b.proposal.tokens[index]);
  if (position >= 0) return (a.proposal.tokens[position] ?? 0) - (b.proposal.tokens[position] ?? 0);
  return Math.sign(rankOf(a) - rankOf(b)) || 0;
}

/** Failures before successes, successes by reward. */
const rankOf = ({ outcome }: Observation): number =>
  outcome.kind === 'succeeded' ? outcome.reward : Number.NEGATIVE_INFINITY;
