import { lowerInBlocks } from '../lowerings/blocked/index.js';
import type { GraphLowering } from '../lowerings/lower-graph.js';
import type { OnnxAttributes, OnnxBuilder } from '../lowerings/onnx-builder.js';
import type { Runtime } from '../runtime.js';
import { compileOnnx } from '../runtimes/onnx/compile-onnx.js';

/**
 * The lowering to blocks of any size on any processor: every op of the engine's blocked layout is written as standard ops that
 * take the blocks apart, do the same on a plain map, and put them together again. Slow; for the suite only.
 */
export function emulatedBlocks(block: number): Runtime {
  const lower: GraphLowering = (graph, results, onnx) => {
    const standard = onnx.node.bind(onnx);
    const emulation = new Emulation(onnx, block);
    onnx.node = (opType, inputs, attributes = {}, domain = '') =>
      domain === 'com.microsoft.nchwc'
        ? emulation.write(opType, inputs, attributes)
        : standard(opType, inputs, attributes, domain);
    return lowerInBlocks(block, 'everywhere')(graph, results, onnx);
  };
  return {
    name: `blocks of ${block}, emulated`,
    compile: (graph, { threads }) => compileOnnx(graph, lower, threads),
  };
}

class Emulation {
  constructor(
    private readonly onnx: OnnxBuilder,
    private readonly block: number,
  ) {}

  write(opType: string, inputs: readonly string[], attributes: OnnxAttributes): string {
    const [x = ''] = inputs;
    switch (opType) {
      case 'ReorderInput':
        return this.#toBlocks(this.#wholeChannels(x));
      case 'ReorderOutput':
        return this.#cut(this.#toPlain(x), Number(attributes.channels));
      case 'Conv':
        return this.#toBlocks(this.#convolution(inputs, attributes));
      case 'Upsample':
        return this.#toBlocks(this.#upsample(this.#toPlain(x), attributes.scales as readonly number[]));
      default:
        return this.#toBlocks(this.onnx.node(opType, [this.#toPlain(x)], attributes));
    }
  }

  #convolution(
    [x = '', filter = '', bias = '', addend = '']: readonly string[],
    { activation, ...attributes }: OnnxAttributes,
  ): string {
    const operands = [this.#toPlain(x), this.#plainFilter(filter), ...(bias ? [bias] : [])];
    const y = this.onnx.node('Conv', operands, attributes);
    const sum = addend ? this.onnx.node('Add', [y, this.#toPlain(addend)]) : y;
    return activation ? this.onnx.node(String(activation), [sum]) : sum;
  }

  /** [n, c, h, w] of which memory holds [n, c / b, h, w, b]; with fewer channels than a block it is plain already. */
  #toPlain(x: string): string {
    const { onnx } = this;
    const lanes = this.#lanesOf(this.#extents(x, 1, 2));
    const held = onnx.node('Concat', [onnx.ints([0, -1, 0, 0]), lanes], { axis: 0 });
    const cut = onnx.node('Reshape', [x, held]);
    return this.#reshaped(onnx.node('Transpose', [cut], { perm: [0, 1, 4, 2, 3] }), x);
  }

  #toBlocks(x: string): string {
    const { onnx } = this;
    const parts = [this.#extents(x, 0, 1), onnx.ints([-1, this.block]), this.#extents(x, 2, 4)];
    const cut = onnx.node('Reshape', [x, onnx.node('Concat', parts, { axis: 0 })]);
    return this.#reshaped(onnx.node('Transpose', [cut], { perm: [0, 1, 3, 4, 2] }), x);
  }

  /** [o, i, h, w] of which memory holds [o / b, i / b, h, w, b of i, b of o]; few inputs are in no blocks. */
  #plainFilter(filter: string): string {
    const { onnx } = this;
    const lanes = this.#lanesOf(this.#extents(filter, 1, 2));
    const outputs = onnx.node('Div', [this.#extents(filter, 0, 1), onnx.ints([this.block])]);
    const inputs = onnx.node('Div', [this.#extents(filter, 1, 2), lanes]);
    const parts = [outputs, inputs, this.#extents(filter, 2, 4), lanes, onnx.ints([this.block])];
    const cut = onnx.node('Reshape', [filter, onnx.node('Concat', parts, { axis: 0 })]);
    return this.#reshaped(onnx.node('Transpose', [cut], { perm: [0, 5, 1, 4, 2, 3] }), filter);
  }

  #wholeChannels(x: string): string {
    const { onnx, block } = this;
    const channels = this.#extents(x, 1, 2);
    const missing = onnx.node('Mod', [onnx.node('Neg', [channels]), onnx.ints([block])]);
    const around = [onnx.ints([0, 0, 0, 0, 0]), missing, onnx.ints([0, 0])];
    return onnx.node('Pad', [x, onnx.node('Concat', around, { axis: 0 })]);
  }

  #upsample(x: string, scales: readonly number[]): string {
    return this.onnx.node('Resize', [x, '', this.onnx.floats(scales)], {
      mode: 'nearest',
      nearest_mode: 'floor',
      coordinate_transformation_mode: 'asymmetric',
    });
  }

  #cut(x: string, channels: number): string {
    return this.onnx.node('Slice', [x, this.onnx.ints([0]), this.onnx.ints([channels]), this.onnx.ints([1])]);
  }

  /** How many of so many channels lie together. */
  #lanesOf(channels: string): string {
    const { onnx, block } = this;
    const isFew = onnx.node('Less', [channels, onnx.ints([block])]);
    return onnx.node('Where', [isFew, onnx.ints([1]), onnx.ints([block])]);
  }

  #extents(x: string, start: number, end: number): string {
    return this.onnx.node('Shape', [x], { start, end });
  }

  #reshaped(x: string, like: string): string {
    return this.onnx.node('Reshape', [x, this.onnx.node('Shape', [like])]);
  }
}
