import type { Shape } from '../../shape.js';

/** Where a tensor lies while a program runs. */
export type Slot = number;

/** Attribute of a TensorFlow op: a number alone is an integer, text is text. */
export type RawAttribute =
  | number
  | readonly number[]
  | boolean
  | string
  | { readonly float: number }
  | { readonly type: RawDType };
export type RawAttributes = Readonly<Record<string, RawAttribute>>;

/** Class ids and indices are int32 there: TensorFlow.js has no tensors of int64. */
export type RawDType = 'float32' | 'int32';

export type RawTensor =
  | { readonly dtype: 'float32'; readonly shape: Shape; readonly data: Float32Array }
  | { readonly dtype: 'int32'; readonly shape: Shape; readonly data: Int32Array };

/** One op of TensorFlow's, by the name of its kernel. */
export interface RawCall {
  readonly op: string;
  readonly attributes: RawAttributes;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  /** What no later call reads and nobody is to be given: it goes when the call is done. */
  readonly frees: readonly Slot[];
}

/** A whole graph as ops of TensorFlow's, to be called one after the other. */
export interface RawProgram {
  readonly slots: number;
  readonly constants: ReadonlyMap<Slot, RawTensor>;
  readonly inputs: ReadonlyMap<string, Slot>;
  readonly variables: ReadonlyMap<string, Slot>;
  readonly calls: readonly RawCall[];
  readonly outputs: ReadonlyMap<string, Slot>;
  /** The next value of each assigned variable: each in a slot of its own, which is no variable's. */
  readonly successors: ReadonlyMap<string, Slot>;
}
