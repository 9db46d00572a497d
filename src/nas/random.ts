import { z } from 'zod';
import { philox4x32 } from './philox.js';

/** Where a generator stands. The integers are decimal text, so that a JSON column keeps all 64 bits. */
export const randomStateSchema = z.strictObject({
  seed: z.string().regex(/^\d{1,20}$/),
  stream: z.string().regex(/^\d{1,20}$/),
  /** 32-bit words drawn so far. */
  position: z.number().int().min(0),
});

export type RandomState = z.infer<typeof randomStateSchema>;

const WORD = 2 ** 32;
const WORDS_PER_BLOCK = 4;

/**
 * Seeded random numbers from Philox4x32-10 (Salmon et al., SC 2011, "Parallel Random Numbers: As Easy as
 * 1, 2, 3"). The n-th word is a function of (seed, stream, n) alone: the state is a position, streams of one
 * seed never overlap, and the numbers are the same on every machine.
 */
export class Random {
  readonly #seed: bigint;
  readonly #stream: bigint;
  readonly #key: readonly [number, number];
  readonly #streamWords: readonly [number, number];
  #position = 0;
  readonly #block = new Uint32Array(WORDS_PER_BLOCK);
  #blockIndex = -1;

  /**
   * @param seed 64 bits; a negative one counts as its two's complement
   * @param stream 64 bits naming one of the independent sequences of this seed
   */
  constructor(seed: bigint, stream = 0n) {
    this.#seed = BigInt.asUintN(64, seed);
    this.#stream = BigInt.asUintN(64, stream);
    this.#key = wordsOf(this.#seed);
    this.#streamWords = wordsOf(this.#stream);
  }

  static restore(state: RandomState): Random {
    const { seed, stream, position } = randomStateSchema.parse(state);
    const random = new Random(BigInt(seed), BigInt(stream));
    random.#position = position;
    return random;
  }

  snapshot(): RandomState {
    return { seed: String(this.#seed), stream: String(this.#stream), position: this.#position };
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.#word() >>> 5;
    const low = this.#word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /**
   * Uniform over 0 .. below - 1, without modulo bias: words of the incomplete last interval are rejected.
   * @throws RangeError unless `below` is a whole number from 1 to 2^32
   */
  integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > WORD) {
      throw new RangeError(`integer(below): below must be a whole number from 1 to 2^32, not ${below}`);
    }
    const accepted = WORD - (WORD % below);
    let word = this.#word();
    while (word >= accepted) word = this.#word();
    return word % below;
  }

  /** Standard Gumbel (location 0, scale 1): the argmax of logits plus such noise is a softmax sample. */
  gumbel(): number {
    return -Math.log(-Math.log(this.#open()));
  }

  /** Standard normal (Box and Muller's cosine branch: two uniforms make one, so no value has to be kept). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(this.#open()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** A uniformly random permutation of 0 .. n - 1 (Fisher and Yates). */
  shuffle(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, index) => index);
    for (let last = n - 1; last > 0; last -= 1) {
      const chosen = this.integer(last + 1);
      const kept = order[last] ?? 0;
      order[last] = order[chosen] ?? 0;
      order[chosen] = kept;
    }
    return order;
  }

  /** Uniform in (0, 1): centres of 2^52 intervals, so that neither logarithm above is infinite. */
  #open(): number {
    const high = this.#word() >>> 6;
    const low = this.#word() >>> 6;
    return (high * 2 ** 26 + low + 0.5) / 2 ** 52;
  }

  #word(): number {
    const blockIndex = Math.floor(this.#position / WORDS_PER_BLOCK);
    if (blockIndex !== this.#blockIndex) {
      const [streamLow, streamHigh] = this.#streamWords;
      const counter = [blockIndex % WORD, Math.floor(blockIndex / WORD), streamLow, streamHigh] as const;
      philox4x32(counter, this.#key, this.#block);
      this.#blockIndex = blockIndex;
    }
    const word = this.#block[this.#position % WORDS_PER_BLOCK] ?? 0;
    this.#position += 1;
    return word;
  }
}

const wordsOf = (bits: bigint): readonly [number, number] => [
  Number(BigInt.asUintN(32, bits)),
  Number(bits >> 32n),
];
