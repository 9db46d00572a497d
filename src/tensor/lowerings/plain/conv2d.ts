import type { Conv2dAttributes, Padding } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import type { OnnxAttributes, OnnxBuilder } from '../onnx-builder.js';
import { transposedConvolution } from './transposed-convolution.js';

export const conv2d: Lowering<'conv2d'> = (onnx, inputs, { inputs: [, filter], attributes }) => [
  onnx.node('Conv', inputs, convolution(attributes, filter.shape)),
];

/** The adjoint in the input. */
export const conv2dInputGradient: Lowering<'conv2dInputGradient'> = (onnx, [filter, dy], node) => {
  const { groups, strides } = node.attributes;
  const shape = node.inputs[0].shape;
  const mirrored = mirroredPadding(node.attributes, shape);
  const turnable =
    groups === 1 && strides.every((stride) => stride === 1) && mirrored.every((rows) => rows >= 0);
  if (turnable) {
    const attributes = convolution({ ...node.attributes, padding: mirrored }, shape);
    return [onnx.node('Conv', [dy, turn(onnx, filter)], attributes)];
  }
  const shapes = { filter: shape, y: node.inputs[1].shape, x: node.outputs[0].shape };
  return [transposedConvolution(onnx, [dy, filter], node.attributes, shapes)];
};

function convolution(
  { strides, dilations, padding, groups }: Conv2dAttributes,
  filter: Shape,
): OnnxAttributes {
  return { kernel_shape: filter.slice(2), strides, dilations, pads: padding, group: groups };
}

/** The filter with inputs and outputs exchanged and its window turned by 180 degrees. */
function turn(onnx: OnnxBuilder, filter: string): string {
  const exchanged = onnx.node('Transpose', [filter], { perm: [1, 0, 2, 3] });
  const [last, beforeFirst] = [onnx.ints([-1, -1]), onnx.ints([-(2 ** 31), -(2 ** 31)])];
  return onnx.node('Slice', [exchanged, last, beforeFirst, onnx.ints([2, 3]), onnx.ints([-1, -1])]);
}

/** What dy needs around it, so that the turned filter meets every element of the map. */
function mirroredPadding({ dilations, padding }: Conv2dAttributes, filter: Shape): Padding {
  const [top, left, bottom, right] = padding;
  const rows = (extentOf(filter, 2) - 1) * dilations[0];
  const columns = (extentOf(filter, 3) - 1) * dilations[1];
  return [rows - top, columns - left, rows - bottom, columns - right];
}
