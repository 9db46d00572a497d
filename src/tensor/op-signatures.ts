import type { Shape } from './shape.js';
import type { Tensor } from './tensor.js';

/**
 * The closed set of ops: what each takes, carries and gives, with `V` in the place of a value. The same
 * table types nodes (V = Value), gradients (V = Value | undefined) and lowerings (V = a name in the
 * lowered model). To add an op, add a line here; the compiler then asks for its gradient (ops/vjps.ts)
 * and for its lowering (lowerings/plain/index.ts).
 */
export interface OpSignatures<V> {
  // Sources
  readonly input: Op<[], V, Named>;
  readonly variable: Op<[], V, Named>;
  readonly constant: Op<[], V, { readonly tensor: Tensor }>;

  // Element by element
  readonly relu: Unary<V>;
  readonly reluGradient: Op<[y: V, dy: V], V>;
  readonly sigmoid: Unary<V>;
  readonly tanh: Unary<V>;
  readonly exp: Unary<V>;
  readonly log: Unary<V>;
  readonly neg: Unary<V>;
  readonly sqrt: Unary<V>;
  readonly square: Unary<V>;
  readonly clip: Unary<V, { readonly minimum: number; readonly maximum: number }>;
  readonly stopGradient: Unary<V>;
  readonly add: Binary<V>;
  readonly sub: Binary<V>;
  readonly mul: Binary<V>;
  readonly div: Binary<V>;
  readonly greater: Binary<V>;
  readonly equal: Binary<V>;
  readonly addN: Op<V[], V>;

  // Shape
  readonly reshape: Unary<V>;
  readonly transpose: Unary<V, { readonly permutation: readonly number[] }>;
  readonly broadcastTo: Unary<V>;
  readonly concat: Op<V[], V, { readonly axis: number }>;
  readonly split: { inputs: readonly [x: V]; outputs: readonly V[]; attributes: SplitAttributes };
  readonly slice: Unary<V, { readonly starts: readonly number[] }>;
  readonly pad: Unary<V, { readonly before: readonly number[] }>;
  readonly gather: Op<[table: V, ids: V], V>;
  readonly oneHot: Op<[ids: V], V, { readonly depth: number }>;

  // Reduction and linear algebra
  readonly reduceSum: Unary<V, ReduceAttributes>;
  readonly reduceMean: Unary<V, ReduceAttributes>;
  readonly argMax: Unary<V, { readonly axis: number }>;
  readonly softmax: Unary<V, { readonly axis: number }>;
  readonly logSoftmax: Unary<V, { readonly axis: number }>;
  readonly matmul: Op<[a: V, b: V], V, MatmulAttributes>;

  // Repetition
  readonly scan: {
    /** First states, sequences, captured values. */
    inputs: readonly V[];
    /** Last states; stacked along a new first axis: what the steps gave, the states that they began with. */
    outputs: readonly V[];
    attributes: ScanAttributes<V>;
  };

  // Networks
  readonly conv2d: Op<[x: V, filter: V], V, Conv2dAttributes>;
  readonly conv2dInputGradient: Op<[filter: V, dy: V], V, Conv2dAttributes>;
  readonly conv2dFilterGradient: Op<[x: V, dy: V], V, Conv2dAttributes>;
  readonly batchNorm: {
    inputs: readonly [x: V, scale: V, offset: V];
    outputs: readonly [y: V, mean: V, variance: V];
    attributes: BatchNormAttributes;
  };
  readonly batchNormGradient: {
    inputs: readonly [x: V, scale: V, mean: V, variance: V, dy: V];
    outputs: readonly [dx: V, dScale: V, dOffset: V];
    attributes: BatchNormAttributes;
  };
  readonly batchNormInference: Op<[x: V, scale: V, offset: V, mean: V, variance: V], V, BatchNormAttributes>;
  readonly globalAveragePool: Unary<V>;
  readonly maxPool: Unary<V, PoolAttributes>;
  readonly maxPoolGradient: Op<[x: V, dy: V], V, PoolAttributes>;
  readonly averagePool: Unary<V, PoolAttributes>;
  readonly averagePoolGradient: Op<[dy: V], V, PoolAttributes>;
  readonly softmaxCrossEntropy: Op<[logits: V, labels: V], V, CrossEntropyAttributes>;
  readonly softmaxCrossEntropyGradient: Op<[logits: V, labels: V], V, CrossEntropyAttributes>;
}

export type OpKind = keyof OpSignatures<unknown>;
export type Attributes<K extends OpKind, V = unknown> = OpSignatures<V>[K]['attributes'];

interface Op<Inputs extends unknown[], V, A = NoAttributes> {
  readonly inputs: Readonly<Inputs>;
  readonly outputs: readonly [y: V];
  readonly attributes: A;
}
type Unary<V, A = NoAttributes> = Op<[x: V], V, A>;
type Binary<V> = Op<[a: V, b: V], V>;

export type NoAttributes = Readonly<Record<never, never>>;
export interface Named {
  readonly name: string;
}
export interface SplitAttributes {
  readonly axis: number;
  readonly sizes: readonly number[];
}
export interface ReduceAttributes {
  /** Ascending, without repeats. */
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}
export interface MatmulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
export interface ScanAttributes<V> {
  readonly body: ScanBody<V>;
  /** From the last slice to the first. */
  readonly reverse: boolean;
}
/** One step as a graph of its own, which gets its operands as inputs. */
export interface ScanBody<V> {
  readonly states: readonly V[];
  readonly slices: readonly V[];
  readonly captured: readonly V[];
  readonly nextStates: readonly V[];
  readonly results: readonly V[];
}
/** Height first. */
export type Pair = readonly [height: number, width: number];
/** Rows and columns of zeros (for a maximum: of minus infinity) around the map. */
export type Padding = readonly [top: number, left: number, bottom: number, right: number];
export interface WindowAttributes {
  readonly strides: Pair;
  readonly padding: Padding;
}
export interface Conv2dAttributes extends WindowAttributes {
  readonly dilations: Pair;
  readonly groups: number;
}
export interface PoolAttributes extends WindowAttributes {
  readonly window: Pair;
}
export interface BatchNormAttributes {
  readonly epsilon: number;
}
export interface CrossEntropyAttributes {
  readonly labelSmoothing: number;
}
/** A shape with the dtype of its elements: what a shape rule yields. */
export interface ValueType {
  readonly shape: Shape;
  readonly dtype: 'float32' | 'int64';
}
