import type { NodeOf } from '../../graph.js';
import { extentOf, sizeOf } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import { MICROSOFT, type OnnxAttributes, type OnnxBuilder } from '../onnx-builder.js';

export type FilterGradient = NodeOf<'conv2dFilterGradient'>;

// Measured at batch 64 on one AVX-512 core, ms by offsets / by exchanged axes: 48 -> 64 channels 3x3 on
// 8x8 maps 4.0 / 7.5, 32 -> 32 3x3 on 32x32 25 / 58, 64 -> 48 1x1 on 8x8 0.4 / 1.9; but 1 -> 24 7x7 on 28x28
// 22.7 / 4.5, 3 -> 32 3x3 on 32x32 10.4 / 6.8. From 7x7 on they are level (36 -> 48 on 8x8 15.6 / 14.3), and
// one node loads faster than four for each offset.
const FEWEST_CHANNELS_BY_OFFSETS = 8;
const MOST_OFFSETS = 25;

/** The adjoint in the filter, in whichever of two forms suits the shapes. */
export const conv2dFilterGradient: Lowering<'conv2dFilterGradient'> = (onnx, [x, dy], node) => {
  const [, channels = 1, kernelHeight = 1, kernelWidth = 1] = node.outputs[0].shape;
  const fewChannels = channels < FEWEST_CHANNELS_BY_OFFSETS;
  const manyOffsets = kernelHeight * kernelWidth > MOST_OFFSETS;
  const exchangeable = node.attributes.groups === 1;
  return [
    exchangeable && (fewChannels || manyOffsets)
      ? byExchangedAxes(onnx, x, dy, node)
      : byOffsets(onnx, x, dy, node),
  ];
};

/**
 * For each offset in the window: the elements of x that the weight there met, times dy, summed over the
 * map by a batched matrix product and then over the batch.
 */
function byOffsets(onnx: OnnxBuilder, x: string, dy: string, node: FilterGradient): string {
  const { groups } = node.attributes;
  const [errors, filter] = [node.inputs[1].shape, node.outputs[0].shape];
  const [outputs, inputs] = [extentOf(filter, 0) / groups, extentOf(filter, 1)];
  const flatMap = (value: string, channels: number) =>
    onnx.node('Reshape', [value, onnx.ints([0, groups, channels, sizeOf(errors.slice(2))])]);

  const flatErrors = flatMap(dy, outputs);
  const parts = elementsByOffset(onnx, x, node).map((elements) => {
    const pair = [flatErrors, flatMap(elements, inputs)];
    const products = onnx.node('FusedMatMul', pair, { transB: 1 }, MICROSOFT);
    return onnx.node('ReduceSum', [products, onnx.ints([0])], { keepdims: 1 });
  });
  const offsetsLast = onnx.node('Transpose', [onnx.node('Concat', parts, { axis: 0 })], {
    perm: [1, 2, 3, 0],
  });
  return onnx.node('Reshape', [offsetsLast, onnx.ints(filter)]);
}

/** For each offset in the window, in reading order: x where the window's weight meets it, of dy's extent. */
function elementsByOffset(onnx: OnnxBuilder, x: string, node: FilterGradient): string[] {
  const { strides, dilations, padding } = node.attributes;
  const [top, left, bottom, right] = padding;
  const [, , kernelHeight = 1, kernelWidth = 1] = node.outputs[0].shape;
  const [, , height = 1, width = 1] = node.inputs[1].shape;
  const padded = padding.some((extent) => extent > 0)
    ? onnx.node('Pad', [x, onnx.ints([0, 0, top, left, 0, 0, bottom, right])])
    : x;
  return Array.from({ length: kernelHeight * kernelWidth }, (_, offset) => {
    const row = Math.floor(offset / kernelWidth) * dilations[0];
    const column = (offset % kernelWidth) * dilations[1];
    const ends = [row + (height - 1) * strides[0] + 1, column + (width - 1) * strides[1] + 1];
    const bounds = [[row, column], ends, [2, 3], strides].map((values) => onnx.ints(values));
    return onnx.node('Slice', [padded, ...bounds]);
  });
}

type Convolve = (
  onnx: OnnxBuilder,
  operands: readonly [x: string, filter: string],
  attributes: OnnxAttributes,
) => string;

const convolve: Convolve = (onnx, operands, attributes) => onnx.node('Conv', operands, attributes);

/**
 * A convolution of x with dy as the filter and batch and channels exchanged, so that it sums over batch
 * and map; strides and dilations change places too.
 */
export function byExchangedAxes(
  onnx: OnnxBuilder,
  x: string,
  dy: string,
  node: FilterGradient,
  correlate = convolve,
): string {
  const { strides, dilations, padding } = node.attributes;
  const exchange = (value: string) => onnx.node('Transpose', [value], { perm: [1, 0, 2, 3] });
  const correlation = correlate(onnx, [exchange(x), exchange(dy)], {
    kernel_shape: node.inputs[1].shape.slice(2),
    strides: dilations,
    dilations: strides,
    pads: padding,
  });
  // Rows of x that no window reached make the result larger than the filter.
  const window = onnx.ints(node.outputs[0].shape.slice(2));
  const cut = onnx.node('Slice', [correlation, onnx.ints([0, 0]), window, onnx.ints([2, 3])]);
  return exchange(cut);
}
