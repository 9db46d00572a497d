import type { LayerGraph, NetworkInput } from '../../network/index.js';
import type { Decision, SearchSpace, SpaceRules } from '../search-space.js';
import { SpaceError } from '../space-error.js';
import { type Json, stableHash } from '../stable-hash.js';
import { countArchitectures, validateTokens } from '../tokens.js';
import { canonicalLayers } from './canonical-layers.js';
import { ChainLayout } from './chain-layout.js';
import {
  type CnnChainDefinition,
  type CnnChainDescription,
  cnnChainDescriptionSchema,
} from './definition.js';
import { describeLayer, encodeLayer } from './layer-description.js';
import { cnnChainNetwork } from './network.js';

/** The networks of Zoph & Le, sections 3.1 to 3.3. */
export class CnnChainSpace implements SearchSpace {
  readonly kind = 'cnn-chain';
  readonly decisions: readonly Decision[];
  readonly size: bigint;
  readonly rules?: SpaceRules;
  readonly hashOfSpace: string;
  readonly anchors?: readonly number[];
  readonly #layout: ChainLayout;

  constructor(readonly definition: CnnChainDefinition) {
    const layout = new ChainLayout(definition);
    this.#layout = layout;
    this.decisions = layout.decisions;
    this.size = countArchitectures(this.decisions);
    this.hashOfSpace = stableHash(plainJson(definition));
    if (definition.skips) this.anchors = layout.anchors;
    if (definition.layerTypes ?? definition.minLayers)
      this.rules = { admits: () => true, active: (tokens) => layout.active(tokens) };
  }

  validate(tokens: readonly number[]): void {
    validateTokens(this.decisions, tokens);
  }

  describe(tokens: readonly number[]): CnnChainDescription {
    this.validate(tokens);
    const layers = Array.from({ length: this.#layout.depthOf(tokens) }, (_, layer) =>
      describeLayer(this.#layout, tokens, layer, this.definition.skips === true),
    );
    return { kind: 'cnn-chain', layers };
  }

  encode(description: CnnChainDescription): number[] {
    const parsed = cnnChainDescriptionSchema.safeParse(description);
    if (!parsed.success)
      throw new SpaceError('INVALID_DESCRIPTION', `no description of a cnn-chain: ${parsed.error.message}`);
    const { layers } = parsed.data;
    const { depths } = this.#layout;
    const depth = depths.indexOf(layers.length);
    if (depth < 0) {
      const wanted = depths.length === 1 ? depths[0] : `${depths[0]} to ${depths.at(-1)}`;
      throw new SpaceError('INVALID_DESCRIPTION', `layers must have ${wanted} entries, not ${layers.length}`);
    }
    const tokens = layers.flatMap((layer, index) =>
      encodeLayer(this.#layout, layer, index, this.definition.skips === true),
    );
    const written = this.definition.minLayers === undefined ? tokens : [depth, ...tokens];
    return this.decisions.map((_, position) => written[position] ?? 0);
  }

  canonicalHash(tokens: readonly number[]): string {
    const { kind, layers } = this.describe(tokens);
    return stableHash(plainJson({ kind, layers: canonicalLayers(layers) }));
  }

  network(tokens: readonly number[], input: NetworkInput): LayerGraph {
    return cnnChainNetwork(this.describe(tokens), input);
  }
}

/** Definitions and descriptions are plain JSON, though their types have members that may be left out. */
const plainJson = (value: object): Json => JSON.parse(JSON.stringify(value));
