import { z } from 'zod';
import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
import { drawAdmitted } from '../draw-admitted.js';
import { checkedObservations, rewardStatistics } from '../observations.js';
import {
  type Baseline,
  baselineAfter,
  baselineSchema,
  baselineValue,
  emptyBaseline,
} from '../reinforce/baseline.js';
import { initialSearchState, searchStateSchema } from '../search-state.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, StrategyDefinition, UpdateTelemetry } from '../strategy.js';
import { StrategyError } from '../strategy-error.js';
import { UniqueArchitectures } from '../unique-architectures.js';
import { type AdamState, adamStateSchema, adamStep, initialAdam } from './adam.js';
import { type LogitsOptions, logitsOptionsSchema } from './options.js';
import {
  type Distributions,
  distributionsOf,
  drawTokens,
  logProbabilityOf,
  meanEntropy,
  scoreOf,
} from './policy.js';

const NAME = 'logits';
/** Stream of the seed for the initial logits. */
const PARAMETERS = 1n;

const stateSchema = searchStateSchema.extend({
  baseline: baselineSchema,
  logits: z.array(z.number()),
  adam: adamStateSchema,
});

type State = z.infer<typeof stateSchema>;

/**
 * REINFORCE without a controller, as the authors of NAS-Bench-201 ran it: logits for each decision, independent of
 * the others. Unlike in the paper's method the baseline has seen a reward before it judges it.
 */
class LogitsStrategy implements Strategy {
  #policyVersion: number;
  #baseline: Baseline;
  #distributions: Distributions;
  readonly #logits: number[];
  readonly #adam: AdamState;
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: LogitsOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#baseline = state.baseline;
    this.#logits = [...state.logits];
    this.#adam = structuredClone(state.adam);
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
    this.#distributions = distributionsOf(space.decisions, this.#logits);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const draws = await drawAdmitted(this.space, count, (missing) =>
      Array.from({ length: missing }, () => ({ tokens: drawTokens(this.#distributions, this.#random) })),
    );
    return draws.map(({ tokens }) => {
      this.#unique.record(this.space.canonicalHash(tokens));
      const logProbability = logProbabilityOf(this.#distributions, tokens);
      return { tokens, logProbability, policyVersion: this.#policyVersion };
    });
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedObservations(this.space, this.options.batchSize, observations);
    const gradientNorm = this.#update(checked);
    this.#policyVersion += 1;
    return {
      ...rewardStatistics(checked),
      baseline: this.options.baselineDecay === null ? 0 : baselineValue(this.#baseline),
      entropy: meanEntropy(this.#distributions),
      uniqueRate: this.#unique.rate,
      gradientNorm,
      probabilities: this.#distributions,
    };
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      baseline: this.#baseline,
      logits: this.#logits,
      adam: this.#adam,
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  /** @returns the gradient's norm, null when no observation counts */
  #update(observations: readonly Observation[]): number | null {
    const rewarded = observations.flatMap(({ proposal, outcome }) => {
      const reward = outcome.kind === 'succeeded' ? outcome.reward : this.options.failureReward;
      return reward === null ? [] : [{ proposal, reward }];
    });
    if (rewarded.length === 0) return null;
    const gradient = new Array<number>(this.#logits.length).fill(0);
    for (const { proposal, reward } of rewarded) {
      const weight = (this.#weightOf(proposal) * this.#advantageOf(reward)) / rewarded.length;
      scoreOf(this.#distributions, proposal.tokens).forEach((score, index) => {
        gradient[index] = (gradient[index] ?? 0) - weight * score;
      });
    }
    adamStep(this.#logits, gradient, this.#adam, this.options.learningRate);
    this.#distributions = distributionsOf(this.space.decisions, this.#logits);
    return Math.hypot(...gradient);
  }

  /** The baseline learns the reward first. */
  #advantageOf(reward: number): number {
    const { baselineDecay } = this.options;
    if (baselineDecay === null) return reward;
    this.#baseline = baselineAfter(this.#baseline, [reward], baselineDecay);
    return reward - (baselineValue(this.#baseline) ?? 0);
  }

  /** Importance ratio of a proposal that an earlier policy drew, clipped from above. */
  #weightOf({ tokens, logProbability, policyVersion }: Proposal): number {
    if (policyVersion === this.#policyVersion) return 1;
    const ratio = Math.exp(logProbabilityOf(this.#distributions, tokens) - logProbability);
    return Math.min(ratio, this.options.importanceLimit);
  }
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

const logitsIn = (space: SearchSpace) =>
  space.decisions.reduce((sum, { choices }) => sum + choices.length, 0);

export const logitsDefinition: StrategyDefinition<LogitsOptions> = {
  name: NAME,
  description: 'Policy gradient on independent logits, as the authors of NAS-Bench-201 compared with',
  optionsSchema: logitsOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const random = new Random(seed, PARAMETERS);
    const logits = Array.from({ length: logitsIn(space) }, () => options.initialDeviation * random.normal());
    return new LogitsStrategy(space, options, {
      ...initialSearchState(seed),
      baseline: emptyBaseline,
      logits,
      adam: initialAdam(logits.length),
    });
  },
  async restore({ space }, options, snapshot) {
    const state = decodeSnapshot(ownerIn(space), stateSchema, snapshot);
    const size = logitsIn(space);
    if ([state.logits, state.adam.mean, state.adam.square].some(({ length }) => length !== size)) {
      throw new StrategyError('DAMAGED_SNAPSHOT', `the snapshot must have ${size} logits and moments`);
    }
    return new LogitsStrategy(space, options, state);
  },
};
