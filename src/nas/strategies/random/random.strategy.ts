import { z } from 'zod';
import { Random, randomStateSchema } from '../../random.js';
import { randomTokens, type SearchSpace } from '../../space/index.js';
import { mean } from '../../statistics/mean.js';
import { checkedResults, rewardStatistics } from '../results.js';
import { NO_POLICY } from '../search-state.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, StrategyDefinition, UpdateTelemetry } from '../strategy.js';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from '../unique-architectures.js';

const NAME = 'random';

const randomOptionsSchema = z.strictObject({
  batchSize: z
    .number({ error: 'must be a whole number, e.g. 8' })
    .int('must be a whole number, e.g. 8')
    .min(1, 'must be at least 1')
    .max(1024, 'must be at most 1024')
    .default(8)
    .describe('architectures of one round; it changes no proposal'),
});

export type RandomOptions = z.infer<typeof randomOptionsSchema>;

const stateSchema = z.strictObject({
  policyVersion: z.number().int().min(0),
  random: randomStateSchema,
  unique: uniqueArchitecturesStateSchema,
});

type State = z.infer<typeof stateSchema>;

/** Draws every token uniformly and learns nothing. */
class RandomStrategy implements Strategy {
  #policyVersion: number;
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: RandomOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const { decisions } = this.space;
    const logProbability = -decisions.reduce((sum, { choices }) => sum + Math.log(choices.length), 0);
    return Array.from({ length: count }, () => {
      const tokens = randomTokens(this.space, this.#random);
      this.#unique.record(this.space.canonicalHash(tokens));
      return { tokens, logProbability, policyVersion: this.#policyVersion };
    });
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    this.#policyVersion += 1;
    const sizes = this.space.decisions.map(({ choices }) => choices.length);
    return {
      ...NO_POLICY,
      ...rewardStatistics(checked),
      entropy: mean(sizes.map(Math.log)),
      entropies: sizes.map(Math.log),
      uniqueRate: this.#unique.rate,
      probabilities: sizes.map((size) => Array.from({ length: size }, () => 1 / size)),
    };
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

/** The control arm: what a search finds without learning. */
export const randomDefinition: StrategyDefinition<RandomOptions> = {
  name: NAME,
  description: 'Draws every decision uniformly; the control that a learning strategy has to beat',
  optionsSchema: randomOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const unique = new UniqueArchitectures().snapshot();
    return new RandomStrategy(space, options, {
      policyVersion: 0,
      random: new Random(seed).snapshot(),
      unique,
    });
  },
  async restore({ space }, options, snapshot) {
    return new RandomStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
