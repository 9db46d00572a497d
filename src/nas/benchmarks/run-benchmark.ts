import { createSpace, type SearchSpace } from '../space/index.js';
import type { Observation, Proposal, StrategyContext, StrategyDefinition } from '../strategies/index.js';
import type { BenchmarkTable } from './benchmark-table.js';

/** One search on a table. */
export interface BenchmarkRun {
  /** Look-ups that count; fewer than asked for when the space was exhausted, or a policy had settled. */
  readonly evaluations: number;
  /** Of the architecture with the best reward, after each evaluation. */
  readonly validation: Float64Array;
  readonly test: Float64Array;
  /** Different token sequences among the evaluations. */
  readonly unique: number;
}

export interface BenchmarkSettings {
  readonly table: BenchmarkTable;
  readonly evaluations: number;
  readonly seed: bigint;
  readonly options: unknown;
  /** The strategy is told (reward of the table / its scale) ^ power. */
  readonly rewardPower: number;
  /**
   * Whether an architecture counts each time that it is proposed, as the authors of NAS-Bench-201 have it, or once, as in
   * a search that keeps its results: the strategy is told of a repeat too, but nothing is trained.
   */
  readonly countsRepeats: boolean;
}

/** Proposals in a row that are no news, after which a policy counts as settled. */
const MOST_REPEATS = 1000;

/**
 * Runs a strategy on a table by the protocol of NAS-Bench-201's authors: the incumbent is the best reward seen, and
 * what is reported of it are its validation and test values, which the strategy never learns. An architecture that
 * the table does not have counts as a failed trial.
 */
export async function runBenchmark(
  definition: StrategyDefinition<unknown>,
  runtime: StrategyContext['runtime'],
  { table, evaluations, seed, options, rewardPower, countsRepeats }: BenchmarkSettings,
): Promise<BenchmarkRun> {
  const space = createSpace(table.spaceDefinition);
  const strategy = await definition.create({ space, runtime }, options, seed);
  const batchSize = definition.batchSize(options);
  const record = new IncumbentRecord(table, space, evaluations, countsRepeats);
  try {
    while (record.evaluations < evaluations && record.repeats < MOST_REPEATS) {
      const proposals = await strategy.propose(Math.min(batchSize, evaluations - record.evaluations));
      if (proposals.length === 0) break;
      await strategy.observe(proposals.map((proposal) => record.evaluate(proposal, rewardPower)));
    }
  } finally {
    await strategy.dispose();
  }
  return record.run();
}

/** Evaluates by looking up, and remembers what the best reward so far stands for. */
class IncumbentRecord {
  evaluations = 0;
  /** Since the last evaluation that counted. */
  repeats = 0;
  readonly #evaluated = new Set<string>();
  #best = Number.NEGATIVE_INFINITY;
  #incumbent = { validation: Number.NaN, test: Number.NaN };
  readonly #seen = new Set<string>();
  readonly #validation: Float64Array;
  readonly #test: Float64Array;

  constructor(
    private readonly table: BenchmarkTable,
    private readonly space: SearchSpace,
    evaluations: number,
    private readonly countsRepeats: boolean,
  ) {
    this.#validation = new Float64Array(evaluations);
    this.#test = new Float64Array(evaluations);
  }

  evaluate(proposal: Proposal, power: number): Observation {
    const { reward, validation, test } = this.table.lookUp(this.space, proposal.tokens);
    this.#seen.add(proposal.tokens.join());
    if (this.#counts(proposal)) {
      if (reward > this.#best) {
        this.#best = reward;
        this.#incumbent = { validation, test };
      }
      this.#validation[this.evaluations] = this.#incumbent.validation;
      this.#test[this.evaluations] = this.#incumbent.test;
      this.evaluations += 1;
    }
    if (Number.isNaN(reward)) return { proposal, outcome: { kind: 'failed', failure: 'NOT_IN_TABLE' } };
    const scaled = (reward / this.table.header.rewardScale) ** power;
    return { proposal, outcome: { kind: 'succeeded', reward: scaled } };
  }

  #counts({ tokens }: Proposal): boolean {
    if (this.countsRepeats) return true;
    const hash = this.space.canonicalHash(tokens);
    const isNew = !this.#evaluated.has(hash);
    this.#evaluated.add(hash);
    this.repeats = isNew ? 0 : this.repeats + 1;
    return isNew;
  }

  run(): BenchmarkRun {
    return {
      evaluations: this.evaluations,
      validation: this.#validation.subarray(0, this.evaluations),
      test: this.#test.subarray(0, this.evaluations),
      unique: this.#seen.size,
    };
  }
}
