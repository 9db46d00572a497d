import { z } from 'zod';
import type { SearchSpace } from '../space/index.js';
import { mean } from '../statistics/mean.js';
import type { Observation, Outcome, UpdateTelemetry } from './strategy.js';
import { StrategyError } from './strategy-error.js';

/** Squares of what is made of a reward still have to fit float32. */
const GREATEST_REWARD = 1e12;

/** An observation as strategies learn from it: a proposal with what it earned, null where that is nothing. */
export const resultSchema = z.strictObject({
  tokens: z.array(z.number().int().min(0)).readonly(),
  logProbability: z.number(),
  policyVersion: z.number().int().min(0),
  reward: z.number().nullable(),
});

export type Result = Readonly<z.infer<typeof resultSchema>>;

/**
 * The results in an order of their own: what arrived first must not matter.
 * @throws StrategyError INVALID_OBSERVATIONS when there are none or more than `batchSize`
 * @throws SpaceError INVALID_TOKENS
 */
export function checkedResults(
  space: SearchSpace,
  batchSize: number,
  observations: readonly Observation[],
): Result[] {
  if (observations.length < 1 || observations.length > batchSize) {
    throw new StrategyError(
      'INVALID_OBSERVATIONS',
      `a strategy is told 1 to ${batchSize} observations at a time, not ${observations.length}`,
    );
  }
  for (const { proposal } of observations) space.validate(proposal.tokens);
  return inOrder(observations.map(resultOf));
}

const resultOf = ({ proposal: { tokens, logProbability, policyVersion }, outcome }: Observation): Result => ({
  tokens,
  logProbability,
  policyVersion,
  reward: rewardOf(outcome),
});

function rewardOf({ reward = Number.NaN }: Outcome): number | null {
  return Math.abs(reward) <= GREATEST_REWARD ? reward : null;
}

/** Mean and best of the rewards that there are. */
export function rewardStatistics(
  results: readonly Result[],
): Pick<UpdateTelemetry, 'rewardMean' | 'rewardBest'> {
  const rewards = results.flatMap(({ reward }) => reward ?? []);
  if (rewards.length === 0) return { rewardMean: null, rewardBest: null };
  return { rewardMean: mean(rewards), rewardBest: Math.max(...rewards) };
}

/** By tokens, then by reward, those without one first. */
export const inOrder = (results: readonly Result[]): Result[] => [...results].sort(byTokensAndReward);

function byTokensAndReward(a: Result, b: Result): number {
  const [left, right] = [sortingKey(a), sortingKey(b)];
  const position = left.findIndex((value, index) => value !== right[index]);
  return position < 0 ? 0 : Math.sign((left[position] ?? 0) - (right[position] ?? 0));
}

const sortingKey = ({ tokens, reward, policyVersion, logProbability }: Result): number[] => [
  ...tokens,
  reward ?? Number.NEGATIVE_INFINITY,
  policyVersion,
  logProbability,
];
