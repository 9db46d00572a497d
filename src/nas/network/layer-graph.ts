/** The image that a network takes, and the classes that it tells apart. */
export interface NetworkInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** Shape of one example: [channels, height, width] of a feature map, [n] of a vector. */
export type LayerShape = readonly number[];

/** The name under which the image appears among a layer's `inputs`. */
export const IMAGE = 'image';

/** Convolution without bias: the batch norm that follows has one. Zero padding keeps height and width. */
export interface Convolution {
  readonly operation: 'convolution';
  readonly filters: number;
  /** Height and width of the filter, both odd. */
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same';
}

export interface BatchNorm {
  readonly operation: 'batchNorm';
}

export interface Relu {
  readonly operation: 'relu';
}

/** Mean over height and width: [c, h, w] becomes [c]. */
export interface GlobalAveragePool {
  readonly operation: 'globalAveragePool';
}

/** Affine map with bias: [n] becomes [units]. */
export interface Dense {
  readonly operation: 'dense';
  readonly units: number;
}

export type Operation = Convolution | BatchNorm | Relu | GlobalAveragePool | Dense;

/** An operation at its place in a network. */
export type Layer = Operation & {
  readonly id: string;
  /** Ids of earlier layers, or `IMAGE`. */
  readonly inputs: readonly string[];
  readonly outputShape: LayerShape;
  /** Trainable numbers. */
  readonly parameters: number;
  /** Floating-point operations of one forward pass of one example; see `operations/` for what is counted. */
  readonly flops: number;
};

/** A network as plain JSON. The last layer's output, [classes], are the logits. */
export interface LayerGraph {
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly classes: number;
  /** In topological order: the inputs of a layer come before it. */
  readonly layers: readonly Layer[];
  readonly parameters: number;
  /** Sum over the layers. Two for each multiply-add. */
  readonly flops: number;
}
