import type { LayerGraph, NetworkInput } from '../network/index.js';
import type { Decision } from './decision.js';
import type { ArchitectureDescription, SpaceDefinition } from './definition.js';

export type { Decision } from './decision.js';

/** A notation for architectures in one line of text, such as that of a published benchmark. */
export interface ArchitectureCodec {
  /** @throws SpaceError INVALID_TOKENS */
  format(tokens: readonly number[]): string;
  /** @throws SpaceError INVALID_DESCRIPTION */
  parse(text: string): number[];
}

/**
 * How the decisions of a space bind one another. Rules read all tokens, in any range that `decisions` allow; they are
 * total and fast, since strategies ask them of every draw.
 */
export interface SpaceRules {
  /** Whether the space has this architecture. What it does not have is never proposed, and `validate` refuses it. */
  admits(tokens: readonly number[]): boolean;
  /**
   * For each decision whether the others leave it a meaning, which the filter size of a layer that pools has not. Token
   * sequences that differ only where there is none are one architecture: equal in normal form, description and hash.
   */
  active(tokens: readonly number[]): boolean[];
}

/** A finite set of architectures, each written as one token (an index into `choices`) for each decision. */
export interface SearchSpace {
  readonly kind: string;
  readonly definition: SpaceDefinition;
  readonly decisions: readonly Decision[];
  /** Number of token sequences; where there are rules, an upper bound of the number of architectures. */
  readonly size: bigint;
  /** Without rules every token sequence is admitted and in normal form. */
  readonly rules?: SpaceRules;
  /** SHA-256, in hex, of the definition: equal for equal definitions, whatever the order of their keys. */
  readonly hashOfSpace: string;
  /**
   * Where layers choose their inputs among earlier ones, of each layer the position of the first of these decisions:
   * layer n has n of them in a row, each between no (token 0) and yes (token 1), the earliest layer first.
   */
  readonly anchors?: readonly number[];
  /** @throws SpaceError INVALID_TOKENS naming the position and the range that it allows, or the rule that is broken */
  validate(tokens: readonly number[]): void;
  /** What the tokens mean, in words that a person reads. */
  describe(tokens: readonly number[]): ArchitectureDescription;
  /**
   * The inverse of `describe`.
   * @throws SpaceError INVALID_DESCRIPTION
   */
  encode(description: ArchitectureDescription): number[];
  /** SHA-256, in hex, of the architecture itself: two spaces that hold the same network hash it equally. */
  canonicalHash(tokens: readonly number[]): string;
  readonly codec?: ArchitectureCodec;
  /** Zeros and ones for a predictor of rewards, as many for all; without it the tokens' one-hot encoding serves. */
  features?(tokens: readonly number[]): Uint8Array;
  /**
   * The network to train for images of the given size.
   * @throws NetworkError NOT_TRAINABLE when the space is only known to benchmark tables
   */
  network(tokens: readonly number[], input: NetworkInput): LayerGraph;
}
