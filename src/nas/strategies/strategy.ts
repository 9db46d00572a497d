import type { z } from 'zod';
import type { Runtime } from '../../tensor/index.js';
import type { SearchSpace } from '../space/index.js';

/** An architecture that a strategy wants to see evaluated. */
export interface Proposal {
  readonly tokens: readonly number[];
  /** Natural logarithm of the probability with which the policy drew it, before the space's rules were asked. */
  readonly logProbability: number;
  /** The policy that drew it: how often `observe` was called before. */
  readonly policyVersion: number;
}

/** What became of a proposal. One that failed has a reward where the experiment says what it counts as. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly reward: number }
  /** Ended by a scheduler; the reward is what its measurements until then are worth. */
  | { readonly kind: 'early-stopped'; readonly reward: number }
  | { readonly kind: 'failed'; readonly failure: string; readonly reward?: number }
  /** Never trained, as it breaks a constraint of the experiment. */
  | { readonly kind: 'infeasible'; readonly reward?: number };

export interface Observation {
  readonly proposal: Proposal;
  readonly outcome: Outcome;
}

/** What one update did. A quantity that a strategy does not have, or not yet, is null. */
export interface UpdateTelemetry {
  /** Over the observations that have a reward. */
  readonly rewardMean: number | null;
  readonly rewardBest: number | null;
  /** The baseline that this update subtracted. */
  readonly baseline: number | null;
  /** Mean over the results of the update of reward minus baseline. */
  readonly advantage: number | null;
  /** Of the policy after the update, in nats, mean over the decisions. */
  readonly entropy: number | null;
  /** The same for each decision. */
  readonly entropies: readonly number[] | null;
  /** Different architectures among the latest 1,000 proposals. */
  readonly uniqueRate: number;
  /** Euclidean norm over all parameters, before clipping. */
  readonly gradientNorm: number | null;
  /** For each decision the policy's distribution after the update, where the earlier tokens are its most likely ones. */
  readonly probabilities: readonly (readonly number[])[] | null;
  /** The tokens of that path: what the policy would propose if it did not draw. */
  readonly likeliest: readonly number[] | null;
}

/**
 * Chooses architectures and learns from their rewards. It is pure: same options, seed and observations, same
 * proposals, on one runtime. Calls must not overlap: await one before the next.
 */
export interface Strategy {
  /** How often `observe` was called. */
  readonly policyVersion: number;
  /** Fewer than `count`, at last none, only when the space is exhausted. Earlier proposals may still be pending. */
  propose(count: number): Promise<Proposal[]>;
  /**
   * Takes 1 to `batchSize` results, of whichever proposals, in any order, however late; those that never come are not
   * missed. A policy that learns from `batchSize` results at a time moves with the call that completes as many, and
   * moves to the same place however they were divided. A reward that is no number of reasonable size is a failure.
   * @throws StrategyError INVALID_OBSERVATIONS, SpaceError INVALID_TOKENS, and then nothing has changed
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
  /** The greatest number of observations in one call, and the usual one: what is proposed at a time when nothing is pending. */
  readonly batchSize: (options: Options) => number;
  /** What an option asks for that this space does not have. */
  readonly problemIn?: (
    space: SearchSpace,
    options: Options,
  ) => { readonly option: string; readonly problem: string } | null;
  create(context: StrategyContext, options: Options, seed: bigint): Promise<Strategy>;
  /** @throws StrategyError when the snapshot is not this strategy's, not this space's, newer or damaged */
  restore(context: StrategyContext, options: Options, snapshot: Uint8Array): Promise<Strategy>;
}
