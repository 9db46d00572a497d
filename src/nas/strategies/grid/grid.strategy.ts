import { z } from 'zod';
import { Random } from '../../random.js';
import { isAdmitted, isNormal, type SearchSpace, tokensAt } from '../../space/index.js';
import { oneByOne } from '../option-schemas.js';
import { checkedResults } from '../results.js';
import { plainTelemetry } from '../search-state.js';
import { decodeSnapshot, encodeSnapshot } from '../snapshot.js';
import type { Observation, Proposal, Strategy, StrategyDefinition, UpdateTelemetry } from '../strategy.js';
import { UniqueArchitectures, uniqueArchitecturesStateSchema } from '../unique-architectures.js';

const NAME = 'grid';

const gridOptionsSchema = z.strictObject({
  batchSize: oneByOne,
  order: z
    .enum(['scattered', 'lexicographic'], { error: "must be 'scattered' or 'lexicographic'" })
    .default('scattered')
    .describe(
      'scattered: an order of the seed that jumps through the space; lexicographic: the last decision first',
    ),
});

type GridOptions = Readonly<z.infer<typeof gridOptionsSchema>>;

const decimal = z.string().regex(/^\d+$/);

const stateSchema = z.strictObject({
  policyVersion: z.number().int().min(0),
  unique: uniqueArchitecturesStateSchema,
  visited: decimal,
  offset: decimal,
  stride: decimal,
});

type State = z.infer<typeof stateSchema>;

/** Visits every architecture once. When there are no more, it proposes fewer than it is asked for, at last none. */
class GridStrategy implements Strategy {
  #policyVersion: number;
  #visited: bigint;
  readonly #offset: bigint;
  readonly #stride: bigint;
  readonly #unique: UniqueArchitectures;

  constructor(
    private readonly space: SearchSpace,
    private readonly options: GridOptions,
    state: State,
  ) {
    this.#policyVersion = state.policyVersion;
    this.#visited = BigInt(state.visited);
    this.#offset = BigInt(state.offset);
    this.#stride = BigInt(state.stride);
    this.#unique = UniqueArchitectures.restore(state.unique);
  }

  get policyVersion(): number {
    return this.#policyVersion;
  }

  async propose(count: number): Promise<Proposal[]> {
    const { size, decisions } = this.space;
    const proposals: Proposal[] = [];
    while (proposals.length < count && this.#visited < size) {
      const tokens = tokensAt(decisions, (this.#offset + this.#visited * this.#stride) % size);
      this.#visited += 1n;
      if (!isNormal(this.space, tokens) || !isAdmitted(this.space, tokens)) continue;
      this.#unique.record(this.space.canonicalHash(tokens));
      proposals.push({ tokens, logProbability: 0, policyVersion: this.#policyVersion });
    }
    return proposals;
  }

  async observe(observations: readonly Observation[]): Promise<UpdateTelemetry> {
    const checked = checkedResults(this.space, this.options.batchSize, observations);
    this.#policyVersion += 1;
    return plainTelemetry(checked, this.#unique);
  }

  async snapshot(): Promise<Uint8Array> {
    const state: State = {
      policyVersion: this.#policyVersion,
      unique: this.#unique.snapshot(),
      visited: String(this.#visited),
      offset: String(this.#offset),
      stride: String(this.#stride),
    };
    return encodeSnapshot(ownerIn(this.space), state);
  }

  async dispose(): Promise<void> {}
}

/** A start and a stride that has no factor in common with the size: its multiples meet every architecture once. */
function scattered(size: bigint, random: Random): Pick<State, 'offset' | 'stride'> {
  const below = (limit: bigint) =>
    (BigInt(random.integer(2 ** 32)) * 2n ** 32n + BigInt(random.integer(2 ** 32))) % limit;
  const offset = below(size);
  let stride = below(size);
  while (greatestCommonDivisor(stride, size) !== 1n) stride = (stride + 1n) % size;
  return { offset: String(offset), stride: String(stride) };
}

const greatestCommonDivisor = (a: bigint, b: bigint): bigint =>
  b === 0n ? a : greatestCommonDivisor(b, a % b);

const ownerIn = (space: SearchSpace) => ({ strategy: NAME, space: space.hashOfSpace });

export const gridDefinition: StrategyDefinition<GridOptions> = {
  name: NAME,
  description: 'Visits every architecture of the space once, for spaces small enough',
  optionsSchema: gridOptionsSchema,
  batchSize: ({ batchSize }) => batchSize,
  async create({ space }, options, seed) {
    const order =
      options.order === 'scattered' ? scattered(space.size, new Random(seed)) : { offset: '0', stride: '1' };
    const unique = new UniqueArchitectures().snapshot();
    return new GridStrategy(space, options, { policyVersion: 0, unique, visited: '0', ...order });
  },
  async restore({ space }, options, snapshot) {
    return new GridStrategy(space, options, decodeSnapshot(ownerIn(space), stateSchema, snapshot));
  },
};
