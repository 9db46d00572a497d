import type { z } from 'zod';
import type { Runtime } from '../../tensor/index.js';
import type { SearchSpace } from '../space/index.js';

/** An architecture that a strategy wants to see evaluated. */
export interface Proposal {
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability with which the policy drew it, before the space's rules were asked. */
  readonly logProbability: number;
  /** The policy that drew it: the number of updates before. */
  readonly policyVersion: number;
}

export type Outcome =
  | { readonly kind: 'succeeded'; readonly reward: number }
  | { readonly kind: 'failed'; readonly failure: string };

export interface Observation {
  readonly proposal: Proposal;
  readonly outcome: Outcome;
}

/** What one update did. A quantity that a strategy does not have, or not yet, is null. */
export interface UpdateTelemetry {
  /** Over the observations that succeeded. */
  readonly rewardMean: number | null;
  readonly rewardBest: number | null;
  /** The baseline that this update subtracted. */
  readonly baseline: number | null;
  /** Of the policy after the update, in nats, mean over the decisions. */
  readonly entropy: number | null;
  /** Different architectures among all proposals so far. */
  readonly uniqueRate: number;
  /** Euclidean norm over all parameters, before clipping. */
  readonly gradientNorm: number | null;
  /** For each decision the policy's distribution after the update, where the earlier tokens are its most likely ones. */
  readonly probabilities: readonly (readonly number[])[] | null;
}

/**
 * Chooses architectures and learns from their rewards. It is pure: same options, seed and observations, same
 * proposals, on one runtime. Calls must not overlap: await one before the next.
 */
export interface Strategy {
  /** The number of updates so far. */
  readonly policyVersion: number;
  propose(count: number): Promise<Proposal[]>;
  /**
   * One update. The order of the observations does not matter.
   * @throws StrategyError INVALID_OBSERVATIONS, and then nothing has changed
   */
  observe(observations: readonly Observation[]): Promise<UpdateTelemetry>;
  /** Everything that the future depends on, random numbers included: a restored strategy continues bit for bit. */
  snapshot(): Promise<Uint8Array>;
  dispose(): Promise<void>;
}

export interface StrategyContext {
  readonly space: SearchSpace;
  readonly runtime: Runtime;
}

export interface StrategyDefinition<Options> {
  readonly name: string;
  readonly description: string;
  readonly optionsSchema: z.ZodType<Options>;
  /** The greatest number of observations in one update, and the usual one. */
  readonly batchSize: (options: Options) => number;
  create(context: StrategyContext, options: Options, seed: bigint): Promise<Strategy>;
  /** @throws StrategyError when the snapshot is not this strategy's, not this space's, newer or damaged */
  restore(context: StrategyContext, options: Options, snapshot: Uint8Array): Promise<Strategy>;
}
