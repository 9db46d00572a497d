import type { LayerGraph, NetworkInput } from '../../network/index.js';
import type { ArchitectureCodec, Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { chosen, countArchitectures, validateTokens } from '../tokens.js';
import {
  type Block,
  type MacroDefinition,
  type MacroDescription,
  macroDescriptionSchema,
} from './definition.js';
import { macroNetwork } from './network.js';
import { type Place, placesOf } from './stages.js';

/**
 * One block for each layer, as in NAS-Bench-Macro (Su et al., CVPR 2021), which is the default: 6,561 token sequences,
 * 3,969 different networks.
 */
export class MacroSpace implements SearchSpace {
  readonly kind = 'macro';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly hashOfSpace: string;
  readonly codec: ArchitectureCodec;
  readonly #places: readonly Place[];

  constructor(readonly definition: MacroDefinition) {
    this.#places = placesOf(definition);
    const { blocks } = definition;
    this.decisions = this.#places.map((_, layer) => ({
      name: `layers[${layer}].block`,
      type: 'block',
      choices: blocks,
    }));
    this.size = countArchitectures(this.decisions);
    this.hashOfSpace = stableHash(definition);
    this.codec = {
      format: (tokens) => {
        this.validate(tokens);
        return tokens.join('');
      },
      parse: (text) => parseDigits(text, blocks.length, this.#places.length),
    };
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): MacroDescription {
    return { kind: 'macro', blocks: this.#blocks(tokens) };
  }

  encode(description: MacroDescription): number[] {
    const { blocks } = this.definition;
    const names: readonly string[] = blocks;
    const parsed = macroDescriptionSchema.safeParse(description);
    const tokens = parsed.success ? parsed.data.blocks.map((name) => names.indexOf(name)) : [];
    if (tokens.length === this.#places.length && !tokens.includes(-1)) return tokens;
    throw new SpaceError(
      'INVALID_DESCRIPTION',
      `blocks must be ${this.#places.length} of ${blocks.join(', ')}`,
    );
  }

  /** An identity that is not the first of its stage does nothing: it makes no difference where in the stage it stands. */
  canonicalHash(tokens: readonly number[]): string {
    const blocks = this.#blocks(tokens);
    const { channels, stemChannels, headChannels } = this.definition;
    const stages = channels.map((_, stage) =>
      blocks.filter((block, layer) => {
        const place = this.#places[layer];
        return place?.stage === stage && (block !== 'identity' || place.stride > 1);
      }),
    );
    return stableHash({ kind: this.kind, channels, stemChannels, headChannels, stages });
  }

  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    return macroNetwork(this.definition, this.#blocks(tokens), input);
  }

  #blocks(tokens: readonly number[]): Block[] {
    this.validate(tokens);
    return tokens.map((token) => chosen(this.definition.blocks, token));
  }
}

/** A digit for each layer: the position of its block among the choices. */
function parseDigits(text: string, blocks: number, layers: number): number[] {
  if (new RegExp(`^[0-${blocks - 1}]{${layers}}$`).test(text)) return Array.from(text, Number);
  const example = String(blocks - 1).repeat(layers);
  throw new SpaceError(
    'INVALID_DESCRIPTION',
    `'${text}' is no network of macro: it must be ${layers} digits from 0 to ${blocks - 1}, e.g. ${example}`,
  );
}
