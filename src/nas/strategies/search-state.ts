import { z } from 'zod';
import { Random, randomStateSchema } from '../random.js';
import { type Result, rewardStatistics } from './results.js';
import type { UpdateTelemetry } from './strategy.js';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from './unique-architectures.js';

/** What every strategy remembers. */
export const searchStateSchema = z.strictObject({
  policyVersion: z.number().int().min(0),
  random: randomStateSchema,
  unique: uniqueArchitecturesStateSchema,
});

export type SearchState = z.infer<typeof searchStateSchema>;

/** An architecture that earned a reward. */
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

/** Those that earned one. */
export function rewardedOf(results: readonly Result[]): Rewarded[] {
  return results.flatMap(({ tokens, reward }) => (reward === null ? [] : [{ tokens: [...tokens], reward }]));
}

/** What a strategy reports of its policy when it has none, or when that has not moved. */
export const NO_POLICY = {
  baseline: null,
  advantage: null,
  entropy: null,
  entropies: null,
  gradientNorm: null,
  probabilities: null,
  likeliest: null,
} as const;

/** The telemetry of strategies that have no distribution over architectures. */
export function plainTelemetry(results: readonly Result[], unique: UniqueArchitectures): UpdateTelemetry {
  return { ...rewardStatistics(results), ...NO_POLICY, uniqueRate: unique.rate };
}
