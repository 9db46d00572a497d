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

/** A convolution of each channel by itself, into `multiplier` channels; without bias. */
export interface DepthwiseConvolution {
  readonly operation: 'depthwiseConvolution';
  readonly multiplier: number;
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same';
}

/** Padding counts neither as a maximum nor in an average. `valid` leaves out rows that fill no whole window. */
interface Pool {
  readonly window: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
}

export interface MaxPool extends Pool {
  readonly operation: 'maxPool';
}

export interface AveragePool extends Pool {
  readonly operation: 'averagePool';
}

/** Sum of inputs of one shape. */
export interface Add {
  readonly operation: 'add';
}

/** The channels of all inputs, which are maps of one height and width, in their order. */
export interface Concat {
  readonly operation: 'concat';
}

/** Zeros of the input's shape: what an edge that is left out gives. */
export interface Zero {
  readonly operation: 'zero';
}

/** Zeros around a map, up to the given size; of an odd number of rows or columns the last is at the end. */
export interface ZeroPad {
  readonly operation: 'zeroPad';
  readonly height: number;
  readonly width: number;
}

export interface BatchNorm {
  readonly operation: 'batchNorm';
}

/** What is done to each value by itself. */
export const activations = ['relu', 'relu6', 'swish', 'hardSwish', 'sigmoid', 'tanh'] as const;

export interface Activation {
  readonly operation: (typeof activations)[number];
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

export type Operation =
  | Convolution
  | DepthwiseConvolution
  | MaxPool
  | AveragePool
  | Add
  | Concat
  | Zero
  | ZeroPad
  | BatchNorm
  | Activation
  | GlobalAveragePool
  | Dense;

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
