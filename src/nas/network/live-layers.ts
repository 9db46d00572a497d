import type { Layer, LayerGraph } from './layer-graph.js';

/** The layers that the logits depend on, in their order: cells may hold others, which can neither act nor learn. */
export function liveLayers({ layers }: LayerGraph): Layer[] {
  const live = new Set<string>();
  return layers
    .toReversed()
    .filter((layer, fromEnd) => {
      if (fromEnd > 0 && !live.has(layer.id)) return false;
      for (const input of layer.inputs) live.add(input);
      return true;
    })
    .reverse();
}
