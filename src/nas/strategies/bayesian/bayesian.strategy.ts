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
import { type Candidate, Candidates } from './candidates.js';
import { fitGaussianProcess } from './fit.js';
import { mostPromising, prospectsOf } from './most-promising.js';
import { type BayesianOptions, bayesianOptionsSchema } from './options.js';
import { rankScores } from './rank-scores.js';

const NAME = 'bayesian';
/** As many as bound the memory, and far more than the method is made for. */
const PROPOSALS_REMEMBERED = 20_000;

const stateSchema = searchStateSchema.extend({
  started: z.number().int().min(0),
  /** Results since the last fit. */
  unfitted: z.number().int().min(0),
  results: z.array(rewardedSchema),
  /** Candidates of the last fit that wait for their turn, the best last; when there is none a fit is due. */
  ranked: z.array(z.array(z.number().int().min(0))),
});

type State = z.infer<typeof stateSchema>;

/**
 * Bayesian optimization: a Gaussian process learns the ranks of the architectures seen so far, and of those around the
 * best and anywhere the ones with the greatest upper confidence bound come next (Srinivas et al., ICML 2010; the
 * candidates as in SMAC, Hutter et al., LION 2011). No architecture is proposed twice within 20,000 proposals; of an
 * exhausted space it proposes fewer than it is asked for.
 */
class BayesianStrategy implements Strategy {
  #policyVersion: number;
  #started: number;
  #unfitted: number;
  #ranked: Candidate[];
  readonly #results: Rewarded[];
  readonly #random: Random;
  readonly #unique: UniqueArchitectures;
  readonly #candidates: Candidates;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: BayesianOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#started = state.started;
    this.#unfitted = state.unfitted;
    this.#results = [...state.results];
    this.#random = Random.restore(state.random);
    this.#unique = UniqueArchitectures.restore(state.unique, PROPOSALS_REMEMBERED);
    this.#candidates = new Candidates(space, this.#unique, this.#random);
    this.#ranked = state.ranked.map((tokens) => this.#candidates.of(tokens));
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
    while (this.#results.length > this.options.history) this.#forgetOne();
    this.#unfitted += checked.length;
    if (this.#unfitted >= this.options.batchSize) this.#ranked = [];
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
      ranked: this.#ranked.map(({ tokens }) => [...tokens]),
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}

  #next(): Candidate | undefined {
    if (this.#started >= this.options.initialSamples && this.#results.length > 1) {
      if (this.#ranked.length === 0) this.#ranked = this.#rank();
      const best = this.#ranked.pop();
      if (best) return best;
    }
    return this.#candidates.draw();
  }

  /**
   * The new candidates of a batch, the first to be proposed last. Each is chosen as if those before it had been measured
   * to be what is expected of them, so that they do not all try the same.
   */
  #rank(): Candidate[] {
    this.#unfitted = 0;
    const process = fitGaussianProcess({
      rows: this.#results.map(({ tokens }) => this.#candidates.of(tokens).features),
      targets: rankScores(this.#results.map(({ reward }) => reward)),
    });
    const prospects = prospectsOf(process, this.#candidates.around(this.#results, this.options));
    const batch = new Map<string, Candidate>();
    // Isomorphic spellings have the same hash.
    const proposed = { has: (hash: string) => batch.has(hash) || this.#unique.has(hash) };
    while (batch.size < this.options.batchSize) {
      const next = mostPromising(process, prospects, proposed, this.options.confidence);
      if (!next) break;
      batch.set(next.candidate.hash, next.candidate);
      process.believe(next.prediction);
    }
    return [...batch.values()].reverse();
  }

  /** The oldest that is not among the best, whose neighbours are still to be tried. */
  #forgetOne(): void {
    const best = this.#results.toSorted((a, b) => b.reward - a.reward).slice(0, this.options.parents);
    const kept = new Set(best);
    const oldest = this.#results.findIndex((result) => !kept.has(result));
    this.#results.splice(Math.max(0, oldest), 1);
  }
}

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

export const bayesianDefinition: StrategyDefinition<BayesianOptions> = {
  name: NAME,
  description: 'Predictor-guided: a Gaussian process chooses, by an upper confidence bound, what to try next',
  optionsSchema: bayesianOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const state = { ...initialSearchState(seed), started: 0, unfitted: 0, results: [], ranked: [] };
    return new BayesianStrategy(space, options, state);
  },
  async restore({ space }, options, snapshot) {
    return new BayesianStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
