import type { NodeOf } from '../../graph.js';
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
  const adjoint = adjointConvolution(node);
  if (adjoint) return [onnx.node('Conv', [dy, turn(onnx, filter, 'exchanged')], adjoint)];
  const shapes = { filter: node.inputs[0].shape, y: node.inputs[1].shape, x: node.outputs[0].shape };
  return [transposedConvolution(onnx, [dy, filter], node.attributes, shapes)];
};

/** Attributes of the convolution of dy with the turned filter that is the adjoint, where there is one. */
function adjointConvolution({
  attributes,
  inputs: [filter],
}: NodeOf<'conv2dInputGradient'>): OnnxAttributes | undefined {
  const mirrored = mirroredPadding(attributes, filter.shape);
  const isPlain = attributes.groups === 1 && attributes.strides.every((stride) => stride === 1);
  return isPlain && mirrored.every((rows) => rows >= 0)
    ? convolution({ ...attributes, padding: mirrored }, filter.shape)
    : undefined;
}

export function convolution(
  { strides, dilations, padding, groups }: Conv2dAttributes,
  filter: Shape,
): OnnxAttributes {
  return { kernel_shape: filter.slice(2), strides, dilations, pads: padding, group: groups };
}

/** The filter with its window turned by 180 degrees and, unless it is depthwise, inputs and outputs exchanged. */
export function turn(onnx: OnnxBuilder, filter: string, inputsAndOutputs: 'exchanged' | 'kept'): string {
  const kept = inputsAndOutputs === 'kept';
  const operand = kept ? filter : onnx.node('Transpose', [filter], { perm: [1, 0, 2, 3] });
  const [last, beforeFirst] = [onnx.ints([-1, -1]), onnx.ints([-(2 ** 31), -(2 ** 31)])];
  return onnx.node('Slice', [operand, last, beforeFirst, onnx.ints([2, 3]), onnx.ints([-1, -1])]);
}

/** What dy needs around it, so that the turned filter meets every element of the map. */
export function mirroredPadding({ dilations, padding }: Conv2dAttributes, filter: Shape): Padding {
  const [top, left, bottom, right] = padding;
  const rows = (extentOf(filter, 2) - 1) * dilations[0];
  const columns = (extentOf(filter, 3) - 1) * dilations[1];
  return [rows - top, columns - left, rows - bottom, columns - right];
}
