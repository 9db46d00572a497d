import { z } from 'zod';
import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
import { mean } from '../../statistics/mean.js';
import {
  type Baseline,
  baselineAfter,
  baselineSchema,
  baselineValue,
  emptyBaseline,
} from '../controller/baseline.js';
import { drawAdmitted } from '../draw-admitted.js';
import { importanceWeight } from '../importance.js';
import { fillBatch } from '../result-batch.js';
import { checkedResults, type Result, resultSchema, rewardStatistics } from '../results.js';
import { initialSearchState, NO_POLICY, searchStateSchema } from '../search-state.js';
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
  entropiesOf,
  likeliestTokens,
  logProbabilityOf,
  scoreOf,
} from './policy.js';

const NAME = 'logits';
/** Stream of the seed for the initial logits. */
const PARAMETERS = 1n;

const stateSchema = searchStateSchema.extend({
  /** The version from which on the present policy draws. */
  policySince: z.number().int().min(0),
  waiting: z.array(resultSchema).readonly(),
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
  #policySince: number;
  #waiting: readonly Result[];
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
    this.#policySince = state.policySince;
    this.#waiting = state.waiting;
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
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    const { batch, waiting } = fillBatch(this.#waiting, checked, this.options.batchSize);
    this.#waiting = waiting;
    this.#policyVersion += 1;
    const update = batch ? this.#update(batch) : {};
    return { ...NO_POLICY, ...rewardStatistics(checked), ...update, uniqueRate: this.#unique.rate };
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      policySince: this.#policySince,
      waiting: this.#waiting,
      baseline: this.#baseline,
      logits: this.#logits,
      adam: this.#adam,
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  #update(batch: readonly Result[]): Partial<UpdateTelemetry> {
    const { failureReward, learningRate } = this.options;
    const rewarded = batch.flatMap((result) => {
      const reward = result.reward ?? failureReward;
      return reward === null ? [] : [{ result, reward }];
    });
    const baseline = this.#learnBaseline(rewarded.map(({ reward }) => reward));
    const advantages = rewarded.map(({ reward }) => reward - (baseline ?? 0));
    const gradient = new Array<number>(this.#logits.length).fill(0);
    for (const [index, { result }] of rewarded.entries()) {
      const weight = (this.#weightOf(result) * (advantages[index] ?? 0)) / rewarded.length;
      scoreOf(this.#distributions, result.tokens).forEach((score, logit) => {
        gradient[logit] = (gradient[logit] ?? 0) - weight * score;
      });
    }
    if (rewarded.length > 0) {
      adamStep(this.#logits, gradient, this.#adam, learningRate);
      this.#distributions = distributionsOf(this.space.decisions, this.#logits);
      this.#policySince = this.#policyVersion;
    }
    const entropies = entropiesOf(this.#distributions);
    return {
      baseline,
      advantage: advantages.length === 0 ? null : mean(advantages),
      entropy: mean(entropies),
      entropies,
      gradientNorm: rewarded.length === 0 ? null : Math.hypot(...gradient),
      probabilities: this.#distributions,
      likeliest: likeliestTokens(this.#distributions),
    };
  }

  /** It knows the rewards before it judges them, as that of the benchmark's authors does. */
  #learnBaseline(rewards: readonly number[]): number | null {
    const { baselineDecay } = this.options;
    if (baselineDecay === null) return 0;
    this.#baseline = baselineAfter(this.#baseline, rewards, baselineDecay);
    return baselineValue(this.#baseline);
  }

  /** 1 unless an earlier policy drew it. */
  #weightOf({ tokens, logProbability, policyVersion }: Result): number {
    if (policyVersion >= this.#policySince) return 1;
    const now = logProbabilityOf(this.#distributions, tokens);
    return importanceWeight(now, logProbability, this.options.importanceLimit);
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
      policySince: 0,
      waiting: [],
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
