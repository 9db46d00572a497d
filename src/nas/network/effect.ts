import type { LayerShape } from './layer-graph.js';

/** What an operation makes of its inputs, for one example. */
export interface Effect {
  readonly outputShape: LayerShape;
  readonly parameters: number;
  readonly flops: number;
}
