import type { Decision } from '../decision.js';
import type { CnnChainDefinition, LayerType } from './definition.js';
import { type LayerDecision, layerDecisions } from './layer-decisions.js';

const LINK_CHOICES = [0, 1] as const;

/** Where the decisions of a chain stand: its depth, then layer by layer what the layer is and which inputs it takes. */
export class ChainLayout {
  readonly ofLayer: readonly LayerDecision[];
  readonly decisions: readonly Decision[];
  /** Of each layer, where its own decisions begin. */
  readonly starts: readonly number[];
  /** Of each layer, where the decisions about its inputs begin. */
  readonly anchors: readonly number[];
  /** Layers that an architecture may have; the decision between them comes first, where there is one. */
  readonly depths: readonly number[];

  constructor(private readonly definition: CnnChainDefinition) {
    const { layers, minLayers, skips } = definition;
    this.ofLayer = layerDecisions(definition);
    this.depths = Array.from(
      { length: layers - (minLayers ?? layers) + 1 },
      (_, more) => (minLayers ?? layers) + more,
    );
    const decisions: Decision[] =
      minLayers === undefined ? [] : [{ name: 'depth', type: 'depth', choices: this.depths }];
    const [starts, anchors]: [number[], number[]] = [[], []];
    for (let layer = 0; layer < layers; layer += 1) {
      starts.push(decisions.length);
      const name = `layers[${layer}]`;
      decisions.push(
        ...this.ofLayer.map(({ type, choices }) => ({ name: `${name}.${type}`, type, choices })),
      );
      anchors.push(decisions.length);
      for (let source = 0; skips && source < layer; source += 1) {
        decisions.push({ name: `${name}.inputs[${source}]`, type: 'input', choices: LINK_CHOICES });
      }
    }
    this.decisions = decisions;
    this.starts = starts;
    this.anchors = anchors;
  }

  depthOf(tokens: readonly number[]): number {
    return this.depths[this.definition.minLayers === undefined ? 0 : (tokens[0] ?? 0)] ?? 1;
  }

  typeOf(tokens: readonly number[], layer: number): LayerType {
    const { layerTypes } = this.definition;
    return layerTypes?.[tokens[this.starts[layer] ?? 0] ?? 0] ?? 'convolution';
  }

  /** Whether each decision has a meaning: layers beyond the depth have none, nor have filters of a layer that pools. */
  active(tokens: readonly number[]): boolean[] {
    const depth = this.depthOf(tokens);
    const active = this.decisions.map(() => true);
    this.starts.forEach((start, layer) => {
      const type = this.typeOf(tokens, layer);
      this.ofLayer.forEach(({ concerns }, index) => {
        active[start + index] = layer < depth && concerns.includes(type);
      });
      const anchor = start + this.ofLayer.length;
      active.fill(layer < depth, anchor, this.starts[layer + 1] ?? this.decisions.length);
    });
    return active;
  }
}
