import type { Random } from '../../random.js';
import { mutate, neighbours, normalForm, oneHot, randomTokens, type SearchSpace } from '../../space/index.js';
import type { Rewarded } from '../search-state.js';
import type { UniqueArchitectures } from '../unique-architectures.js';
import { type Bits, packBits } from './bits.js';
import type { BayesianOptions } from './options.js';

/** An architecture as the search sees it. */
export class Candidate {
  /** By which the predictor knows it: the space's own features, or one-hot tokens. */
  readonly features: Bits;
  #hash: string | undefined;

  constructor(
    private readonly space: SearchSpace,
    readonly tokens: readonly number[],
  ) {
    this.features = packBits(space.features?.(tokens) ?? oneHot(space.decisions, normalForm(space, tokens)));
  }

  /** The canonical one; worked out for the few that are about to be proposed. */
  get hash(): string {
    this.#hash ??= this.space.canonicalHash(this.tokens);
    return this.#hash;
  }
}

/** Draws until this many in a row were proposed before: then the space counts as exhausted. */
const FRUITLESS_DRAWS = 1000;
/** Of a large space not every neighbour of a parent is looked at. */
const NEIGHBOURS_OF_PARENT = 100;
/** Some MB. */
const REMEMBERED = 20_000;

/** The architectures that a search comes upon, around its best ones again and again: each is worked out once. */
export class Candidates {
  readonly #known = new Map<string, Candidate>();

  constructor(
    private readonly space: SearchSpace,
    private readonly proposed: Pick<UniqueArchitectures, 'has'>,
    private readonly random: Random,
  ) {}

  of(tokens: readonly number[]): Candidate {
    const key = String.fromCharCode(...tokens);
    const known = this.#known.get(key);
    if (known) return known;
    const candidate = new Candidate(this.space, tokens);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, candidate);
    return candidate;
  }

  /** Those around the best results and anywhere, each once. */
  around(
    results: readonly Rewarded[],
    options: Pick<BayesianOptions, 'parents' | 'randomCandidates'>,
  ): Candidate[] {
    const { space, random } = this;
    const parents = results.toSorted((a, b) => b.reward - a.reward).slice(0, options.parents);
    const around = parents.flatMap(({ tokens }) => {
      const all = neighbours(space, tokens);
      const near = all.length <= NEIGHBOURS_OF_PARENT ? all : sample(all, NEIGHBOURS_OF_PARENT, random);
      return [...near, ...near.map((one) => mutate(space, one, random))];
    });
    const anywhere = Array.from({ length: options.randomCandidates }, () => randomTokens(space, random));
    return [...new Set([...around, ...anywhere].map((tokens) => this.of(tokens)))];
  }

  /** A new architecture drawn uniformly; undefined when there seems to be none. */
  draw(): Candidate | undefined {
    for (let draw = 0; draw < FRUITLESS_DRAWS; draw += 1) {
      const candidate = this.of(randomTokens(this.space, this.random));
      if (!this.proposed.has(candidate.hash)) return candidate;
    }
    return undefined;
  }
}

const sample = <T>(values: readonly T[], count: number, random: Random): T[] =>
  Array.from(random.shuffle(values.length).subarray(0, count), (index) => values[index]).filter(
    (value) => value !== undefined,
  );
