import { z } from 'zod';
import { Random } from '../../random.js';
import { neighbours, randomTokens, type SearchSpace } from '../../space/index.js';
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

const NAME = 'local-search';

const localSearchOptionsSchema = z.strictObject({
  batchSize: oneByOne,
  starts: wholeNumber(1, 10_000)
    .default(10)
    .describe('random architectures, the best of which a climb starts from'),
});

type LocalSearchOptions = Readonly<z.infer<typeof localSearchOptionsSchema>>;

const stateSchema = searchStateSchema.extend({
  /** Random architectures that this climb has still to propose. */
  startsLeft: z.number().int().min(0),
  /** The best of this climb. */
  summit: rewardedSchema.nullable(),
  /** Neighbours of the summit that wait for their turn. */
  queue: z.array(z.array(z.number().int().min(0))),
});

type State = z.infer<typeof stateSchema>;

/**
 * Local search (White et al., UAI 2021): from the best of a few random architectures to a better neighbour as soon as
 * one is seen; when no neighbour is left, a new climb starts.
 */
class LocalSearchStrategy implements Strategy {
  #policyVersion: number;
  #startsLeft: number;
  #summit: Rewarded | null;
  #queue: number[][];
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: LocalSearchOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#startsLeft = state.startsLeft;
    this.#summit = state.summit;
    this.#queue = [...state.queue];
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    return Array.from({ length: count }, () => {
      const proposal = { ...this.#next(), policyVersion: this.#policyVersion };
      this.#unique.record(this.space.canonicalHash(proposal.tokens));
      return proposal;
    });
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    for (const rewarded of rewardedOf(checked)) this.#climb(rewarded);
    this.#policyVersion += 1;
    return plainTelemetry(checked, this.#unique);
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      startsLeft: this.#startsLeft,
      summit: this.#summit,
      queue: this.#queue,
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  #next(): Pick<Proposal, 'tokens' | 'logProbability'> {
    const { decisions } = this.space;
    const neighbour = this.#startsLeft > 0 ? undefined : this.#queue.pop();
    // The queue is in random order: each of those left was as likely to be the next.
    if (neighbour) return { tokens: neighbour, logProbability: -Math.log(this.#queue.length + 1) };
    if (this.#startsLeft === 0 && this.#summit) {
      this.#summit = null;
      this.#startsLeft = this.options.starts;
    }
    this.#startsLeft = Math.max(0, this.#startsLeft - 1);
    const logProbability = -decisions.reduce((sum, { choices }) => sum + Math.log(choices.length), 0);
    return { tokens: randomTokens(this.space, this.#random), logProbability };
  }

  #climb(rewarded: Rewarded): void {
    if (this.#summit && rewarded.reward <= this.#summit.reward) return;
    this.#summit = rewarded;
    const around = neighbours(this.space, rewarded.tokens);
    this.#queue = Array.from(
      this.#random.shuffle(around.length),
      (index) => around[index] ?? rewarded.tokens,
    );
  }
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

export const localSearchDefinition: StrategyDefinition<LocalSearchOptions> = {
  name: NAME,
  description: 'Climbs from the best of a few random architectures, neighbour by neighbour, and starts again',
  optionsSchema: localSearchOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const state = { ...initialSearchState(seed), startsLeft: options.starts, summit: null, queue: [] };
    return new LocalSearchStrategy(space, options, state);
  },
  async restore({ space }, options, snapshot) {
    return new LocalSearchStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
