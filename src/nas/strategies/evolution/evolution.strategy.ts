import { z } from 'zod';
import { Random } from '../../random.js';
import { mutate, randomTokens, type SearchSpace } from '../../space/index.js';
import { oneByOne, wholeNumber } from '../option-schemas.js';
import { checkedResults } from '../results.js';
import {
  initialSearchState,
  plainTelemetry,
  type Rewarded,
  rewardedOf,
  rewardedSchema,
  searchStateSchema,
} from '../search-state.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, StrategyDefinition, UpdateTelemetry } from '../strategy.js';
import { UniqueArchitectures } from '../unique-architectures.js';

const NAME = 'evolution';

const evolutionOptionsSchema = z.strictObject({
  batchSize: oneByOne,
  populationSize: wholeNumber(1, 10_000)
    .default(10)
    .describe('architectures alive (P); the oldest dies first'),
  sampleSize: wholeNumber(1, 10_000).default(3).describe('drawn for each tournament, with replacement (S)'),
});

type EvolutionOptions = Readonly<z.infer<typeof evolutionOptionsSchema>>;

const stateSchema = searchStateSchema.extend({
  started: z.number().int().min(0),
  population: z.array(rewardedSchema),
});

type State = z.infer<typeof stateSchema>;

/**
 * Regularized evolution (Real et al., AAAI 2019, algorithm 1): a random population first, then mutations of the best
 * of a sample; each newcomer replaces the oldest, however good. What failed never joins.
 */
class EvolutionStrategy implements Strategy {
  #policyVersion: number;
  #started: number;
  readonly #population: Rewarded[];
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: EvolutionOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#started = state.started;
    this.#population = [...state.population];
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    return Array.from({ length: count }, () => {
      const { tokens, logProbability } = this.#next();
      this.#started += 1;
      this.#unique.record(this.space.canonicalHash(tokens));
      return { tokens, logProbability, policyVersion: this.#policyVersion };
    });
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    this.#population.push(...rewardedOf(checked));
    this.#population.splice(0, this.#population.length - this.options.populationSize);
    this.#policyVersion += 1;
    return plainTelemetry(checked, this.#unique);
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      started: this.#started,
      population: this.#population,
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  /** The log-probability of a mutant is that of the mutation, given its parent. */
  #next(): Pick<Proposal, 'tokens' | 'logProbability'> {
    const { decisions } = this.space;
    const parent = this.#started < this.options.populationSize ? undefined : this.#tournament();
    if (!parent) {
      const logProbability = -decisions.reduce((sum, { choices }) => sum + Math.log(choices.length), 0);
      return { tokens: randomTokens(this.space, this.#random), logProbability };
    }
    const tokens = mutate(this.space, parent.tokens, this.#random);
    const changed = decisions.find((_, position) => tokens[position] !== parent.tokens[position]);
    const mutable = decisions.filter(({ choices }) => choices.length > 1).length;
    return { tokens, logProbability: changed ? -Math.log(mutable * (changed.choices.length - 1)) : 0 };
  }

  #tournament(): Rewarded | undefined {
    if (this.#population.length === 0) return undefined;
    const drawn = Array.from(
      { length: this.options.sampleSize },
      () => this.#population[this.#random.integer(this.#population.length)],
    );
    return drawn.reduce((best, one) => (one && (!best || one.reward > best.reward) ? one : best));
  }
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

export const evolutionDefinition: StrategyDefinition<EvolutionOptions> = {
  name: NAME,
  description: 'Regularized evolution: mutates good architectures and forgets old ones (Real et al., 2019)',
  optionsSchema: evolutionOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    return new EvolutionStrategy(space, options, { ...initialSearchState(seed), started: 0, population: [] });
  },
  async restore({ space }, options, snapshot) {
    return new EvolutionStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
