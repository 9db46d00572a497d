import type { Value } from '../../graph.js';
import { extentOf, type Shape, sizeOf } from '../../shape.js';
import { TensorError } from '../../tensor-error.js';
import type { OnnxAttributes, OnnxBuilder } from '../onnx-builder.js';

/** ONNX Runtime's internal domain of ops on maps with blocked channels. */
const NCHWC = 'com.microsoft.nchwc';
/** ReorderInput takes whole quadruples of channels. */
const REORDERED_AT_ONCE = 4;

/** A convolution's operands by name. */
export interface ConvolutionOperands {
  readonly x: string;
  readonly filter: string;
  readonly bias?: string;
  /** A map that is added to the result. */
  readonly addend?: string;
}

/** What a convolution can do to its result before it writes it. */
export type Ending = { readonly addend: string } | { readonly activation: 'Relu' };

/** A map in blocks times a factor for each channel, [c padded], where there is one. */
export interface FactoredMap {
  readonly map: string;
  readonly factor?: string;
}

interface WrittenConvolution {
  readonly operands: ConvolutionOperands;
  readonly attributes: OnnxAttributes;
  /** Of one over channels in two parts: what it adds to, the convolution of the others. */
  readonly before?: ConvolutionOperands;
}

/**
 * The names of a model's values in two layouts: plain, row-major, and blocked: a map [n, c, h, w] as
 * [n][c / block][h][w][block] in memory, its channels padded to whole blocks, while its ONNX shape says [n, c padded, h, w].
 * A value that is wanted in the layout that it does not have is reordered once. Padded channels hold finite numbers that
 * nothing reads: filters are zero there, and the way back leaves them out.
 */
export class BlockedMaps {
  readonly #plain = new Map<Value, string>();
  readonly #blocked = new Map<Value, string>();
  /** From the name of a plain [c] to that of the [c padded] from which it was cut. */
  readonly #uncut = new Map<string, string>();
  readonly #convolutions = new Map<string, WrittenConvolution>();
  /** From the name of a product to what was multiplied. */
  readonly #factored = new Map<string, FactoredMap>();

  constructor(
    readonly onnx: OnnxBuilder,
    readonly block: number,
    /** Whether only one node reads a value, and nobody else. */
    private readonly isReadOnce: (value: Value) => boolean,
  ) {}

  /** Gives `value` the name that it has in one of the layouts. */
  set(value: Value, layout: 'plain' | 'blocked', name: string): void {
    (layout === 'plain' ? this.#plain : this.#blocked).set(value, name);
  }

  plain(value: Value): string {
    const name = this.#plain.get(value) ?? this.#toPlain(value);
    this.#plain.set(value, name);
    return name;
  }

  blocked(value: Value): string {
    const name = this.#blocked.get(value) ?? this.toBlocked(this.plain(value), value.shape);
    this.#blocked.set(value, name);
    return name;
  }

  /** For what would rather multiply its other operand, which is smaller, by the factor: then the product is left out. */
  factored(value: Value): FactoredMap {
    const map = this.blocked(value);
    return this.#factored.get(map) ?? { map };
  }

  /** Tells that `product` is a factor for each channel times a map. */
  setFactors(product: string, factors: FactoredMap): void {
    this.#factored.set(product, factors);
  }

  isBlocked(value: Value): boolean {
    return this.#blocked.has(value);
  }

  /** Channels in whole blocks. */
  padded(channels: number): number {
    return Math.ceil(channels / this.block) * this.block;
  }

  /** A node of the blocked layout. */
  node(opType: string, inputs: readonly string[], attributes: OnnxAttributes = {}): string {
    return this.onnx.node(opType, inputs, attributes, NCHWC);
  }

  convolution(operands: ConvolutionOperands, attributes: OnnxAttributes): string {
    const { x, filter, bias = '', addend = '' } = operands;
    const inputs = addend ? [x, filter, bias, addend] : bias ? [x, filter, bias] : [x, filter];
    const name = this.node('Conv', inputs, attributes);
    this.#convolutions.set(name, { operands, attributes });
    return name;
  }

  /** The sum of two convolutions, of the channels of a map in two parts. */
  convolutionInParts(
    before: ConvolutionOperands,
    after: ConvolutionOperands,
    attributes: OnnxAttributes,
  ): string {
    const { activation: _, ...unfinished } = attributes;
    const operands = { ...after, addend: this.convolution(before, unfinished) };
    const name = this.convolution(operands, attributes);
    this.#convolutions.set(name, { operands, attributes, before });
    return name;
  }

  /**
   * `value` with `ending` done to it by the convolution that gives it, which saves a pass over the map: the convolution is
   * written anew, and since nobody else reads the old one, that is left out. Undefined where no convolution gives the
   * value, others read it too, or its ending is taken.
   */
  ended(value: Value, ending: Ending): string | undefined {
    const written = this.#endable(value);
    if (!written) return undefined;
    const { operands, attributes, before } = written;
    if ('activation' in ending) return this.convolution(operands, { ...attributes, ...ending });
    if (before && !before.addend)
      return this.convolutionInParts({ ...before, ...ending }, operands, attributes);
    return operands.addend ? undefined : this.convolution({ ...operands, ...ending }, attributes);
  }

  /** Whether the convolution that gives `value` can add a map to it. */
  canAdd(value: Value): boolean {
    const written = this.#endable(value);
    return written !== undefined && (written.before ?? written.operands).addend === undefined;
  }

  reshape(name: string, shape: Shape): string {
    return this.onnx.node('Reshape', [name, this.onnx.ints(shape)]);
  }

  /** A plain tensor with zeros after its last elements, so that it has the extents of `to`. */
  pad(name: string, from: Shape, to: Shape): string {
    const after = to.map((extent, axis) => extent - extentOf(from, axis));
    if (after.every((extent) => extent === 0)) return name;
    return this.onnx.node('Pad', [name, this.onnx.ints([...from.map(() => 0), ...after])]);
  }

  /** The first elements along `axis` of a plain tensor. */
  first(name: string, axis: number, from: number, to: number): string {
    if (from === to) return name;
    const [start, end, along] = [[0], [to], [axis]].map((values) => this.onnx.ints(values));
    return this.onnx.node('Slice', [name, start ?? '', end ?? '', along ?? '']);
  }

  /** A plain [c] as [c padded]. */
  wholeChannels(value: Value): string {
    const name = this.plain(value);
    return this.#uncut.get(name) ?? this.pad(name, value.shape, [this.padded(extentOf(value.shape, 0))]);
  }

  /** The plain [channels] of a [c padded], which remains at hand. */
  cutChannels(name: string, channels: number): string {
    const cut = this.first(name, 0, this.padded(channels), channels);
    this.#uncut.set(cut, name);
    return cut;
  }

  /** A plain map [n, c, h, w] in blocks. */
  toBlocked(name: string, shape: Shape): string {
    const [, channels = 0, height, width] = shape;
    const whole = shape.with(1, this.padded(channels));
    // One position: the order of memory is the same.
    if (height === 1 && width === 1) return this.pad(name, shape, whole);
    const quadruples = Math.ceil(channels / REORDERED_AT_ONCE) * REORDERED_AT_ONCE;
    return this.node('ReorderInput', [this.pad(name, shape, shape.with(1, quadruples))]);
  }

  #endable(value: Value): WrittenConvolution | undefined {
    const written = this.#convolutions.get(this.#blocked.get(value) ?? '');
    return written && this.isReadOnce(value) && !written.attributes.activation ? written : undefined;
  }

  #toPlain(value: Value): string {
    const blocked = this.#blocked.get(value);
    if (blocked === undefined) {
      throw new TensorError('COMPILE_FAILED', `${value.node.kind} has not been lowered`);
    }
    const channels = extentOf(value.shape, 1);
    return sizeOf(value.shape.slice(2)) === 1
      ? this.first(blocked, 1, this.padded(channels), channels)
      : this.node('ReorderOutput', [blocked], { channels });
  }
}
