import type { LayerGraph, NetworkInput } from '../../network/index.js';
import type { Decision, SearchSpace } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { stableHash } from '../stable-hash.js';
import { chosen, countArchitectures, validateTokens } from '../tokens.js';
import {
  type CnnChainDefinition,
  type CnnChainDescription,
  type CnnChainLayer,
  cnnChainDescriptionSchema,
} from './definition.js';
import { cnnChainNetwork } from './network.js';

/** What is decided for each layer, in the order of the paper (section 3.1), and where its choices are defined. */
const LAYER_DECISIONS = [
  { type: 'filterHeight', choices: 'filterHeights' },
  { type: 'filterWidth', choices: 'filterWidths' },
  { type: 'filters', choices: 'filters' },
] as const;

/** The chains of convolutions of Zoph & Le, section 3.1. */
export class CnnChainSpace implements SearchSpace {
  readonly kind = 'cnn-chain';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly hashOfSpace: string;

  constructor(readonly definition: CnnChainDefinition) {
    this.decisions = Array.from({ length: definition.layers }, (_, layer) =>
      LAYER_DECISIONS.map(({ type, choices }) => ({
        name: `layers[${layer}].${type}`,
        type,
        choices: definition[choices],
      })),
    ).flat();
    this.size = countArchitectures(this.decisions);
    this.hashOfSpace = stableHash(definition);
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): CnnChainDescription {
    this.validate(tokens);
    const { filterHeights, filterWidths, filters } = this.definition;
    const layers = Array.from({ length: this.definition.layers }, (_, layer) => {
      const [height, width, count] = tokens.slice(layer * LAYER_DECISIONS.length);
      return {
        filterHeight: chosen(filterHeights, height),
        filterWidth: chosen(filterWidths, width),
        filters: chosen(filters, count),
      };
    });
    return { kind: 'cnn-chain', layers };
  }

  encode(description: CnnChainDescription): number[] {
    const parsed = cnnChainDescriptionSchema.safeParse(description);
    if (!parsed.success)
      throw new SpaceError('INVALID_DESCRIPTION', `no description of a cnn-chain: ${parsed.error.message}`);
    const { layers } = parsed.data;
    if (layers.length !== this.definition.layers) {
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `layers must have ${this.definition.layers} entries, not ${layers.length}`,
      );
    }
    return layers.flatMap((layer, index) => this.#encodeLayer(layer, index));
  }

  canonicalHash(tokens: readonly number[]): string {
    return stableHash(this.describe(tokens));
  }

  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    return cnnChainNetwork(this.describe(tokens), input);
  }

  #encodeLayer(layer: CnnChainLayer, index: number): number[] {
    return LAYER_DECISIONS.map(({ type, choices }) => {
      const token = this.definition[choices].indexOf(layer[type]);
      if (token >= 0) return token;
      throw new SpaceError(
        'INVALID_DESCRIPTION',
        `layers[${index}].${type} must be one of ${this.definition[choices].join(', ')}, not ${layer[type]}`,
      );
    });
  }
}
