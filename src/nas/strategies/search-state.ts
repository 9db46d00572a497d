import { z } from 'zod';
import { Random, randomStateSchema } from '../random.js';
import { rewardStatistics } from './observations.js';
import type { Observation, UpdateTelemetry } from './strategy.js';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from './unique-architectures.js';

/** What every strategy remembers. */
export const searchStateSchema = z.strictObject({
  policyVersion: z.number().int().min(0),
  random: randomStateSchema,
  unique: uniqueArchitecturesStateSchema,
});

export type SearchState = z.infer<typeof searchStateSchema>;

/** An architecture whose evaluation succeeded. */
export const rewardedSchema = z.strictObject({
  tokens: z.array(z.number().int().min(0)),
  reward: z.number(),
});

export type Rewarded = z.infer<typeof rewardedSchema>;

/** The state of a search that has not begun. */
export function initialSearchState(seed: bigint): SearchState {
  return {
    policyVersion: 0,
    random: new Random(seed).snapshot(),
    unique: new UniqueArchitectures().snapshot(),
  };
}

/** Those that succeeded. */
export function rewardedOf(observations: readonly Observation[]): Rewarded[] {
  return observations.flatMap(({ proposal, outcome }) =>
    outcome.kind === 'succeeded' ? [{ tokens: [...proposal.tokens], reward: outcome.reward }] : [],
  );
}

/** The telemetry of strategies that have no distribution over architectures. */
export function plainTelemetry(
  observations: readonly Observation[],
  unique: UniqueArchitectures,
): UpdateTelemetry {
  return {
    ...rewardStatistics(observations),
    baseline: null,
    entropy: null,
    uniqueRate: unique.rate,
    gradientNorm: null,
    probabilities: null,
  };
}
