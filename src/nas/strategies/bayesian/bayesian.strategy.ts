import { z } from 'zod';
import { Random } from '../../random.js';
import type { SearchSpace } from '../../space/index.js';
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
import { type Candidate, candidatesFor, featuresOf, randomCandidate } from './candidates.js';
import { type BayesianOptions, bayesianOptionsSchema } from './options.js';
import { fitEnsemble, rankTargets } from './tree-ensemble.js';

const NAME = 'bayesian';
/** As many as bound the memory, and far more than the method is made for. */
const PROPOSALS_REMEMBERED = 20_000;

const stateSchema = searchStateSchema.extend({
  started: z.number().int().min(0),
  /** Results since the last fit. */
  unfitted: z.number().int().min(0),
  results: z.array(rewardedSchema),
  /** Candidates of the last fit that wait for their turn, the best last; null when a fit is due. */
  ranked: z
    .array(z.strictObject({ tokens: z.array(z.number().int().min(0)).readonly(), hash: z.string() }))
    .nullable(),
});

type State = z.infer<typeof stateSchema>;

/**
 * Predictor-guided search: trees learn to order the architectures seen so far, and of those around the best the ones
 * with the greatest upper confidence bound come next (as in SMAC, Hutter et al., LION 2011, and BANANAS, White et
 * al., AAAI 2021). No architecture is proposed twice within 20,000 proposals; of an exhausted space it proposes fewer
 * than it is asked for.
 */
class BayesianStrategy implements Strategy {
  #policyVersion: number;
  #started: number;
  #unfitted: number;
  #ranked: Candidate[] | null;
  readonly #results: Rewarded[];
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: BayesianOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#started = state.started;
    this.#unfitted = state.unfitted;
    this.#ranked = state.ranked && [...state.ranked];
    this.#results = [...state.results];
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique, PROPOSALS_REMEMBERED);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const proposals: Proposal[] = [];
    while (proposals.length < count) {
      const candidate = this.#next();
      if (!candidate) break;
      this.#started += 1;
      this.#unique.record(candidate.hash);
      // It is no draw of a distribution: given what came before, the architecture is certain.
      proposals.push({ tokens: candidate.tokens, logProbability: 0, policyVersion: this.#policyVersion });
    }
    return proposals;
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    this.#results.push(...rewardedOf(checked));
    this.#results.splice(0, this.#results.length - this.options.history);
    this.#unfitted += checked.length;
    if (this.#unfitted >= this.options.batchSize) this.#ranked = null;
    this.#policyVersion += 1;
    return plainTelemetry(checked, this.#unique);
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      random: this.#random.snapshot(),
      unique: this.#unique.snapshot(),
      started: this.#started,
      unfitted: this.#unfitted,
      results: this.#results,
      ranked: this.#ranked?.map(({ tokens, hash }) => ({ tokens: [...tokens], hash })) ?? null,
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  #next(): Candidate | undefined {
    if (this.#started >= this.options.initialSamples && this.#results.length > 1) {
      this.#ranked ??= this.#rank();
      const best = this.#ranked.pop();
      if (best) return best;
    }
    return randomCandidate(this.space, this.#unique, this.#random);
  }

  /** New candidates by their upper confidence bound, the best last. */
  #rank(): Candidate[] {
    this.#unfitted = 0;
    const examples = {
      features: this.#results.map(({ tokens }) => featuresOf(this.space, tokens)),
      targets: rankTargets(this.#results.map(({ reward }) => reward)),
    };
    const predict = fitEnsemble(examples, this.options, this.#random);
    return candidatesFor(this.space, this.#results, this.#unique, this.options, this.#random)
      .map((candidate) => {
        const { mean, deviation } = predict(featuresOf(this.space, candidate.tokens));
        return { candidate, bound: mean + this.options.confidence * deviation };
      })
      .sort((a, b) => a.bound - b.bound)
      .map(({ candidate }) => candidate);
  }
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

export const bayesianDefinition: StrategyDefinition<BayesianOptions> = {
  name: NAME,
  description:
    'Predictor-guided: an ensemble of trees chooses, by an upper confidence bound, what to try next',
  optionsSchema: bayesianOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const state = { ...initialSearchState(seed), started: 0, unfitted: 0, results: [], ranked: null };
    return new BayesianStrategy(space, options, state);
  },
  async restore({ space }, options, snapshot) {
    return new BayesianStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
