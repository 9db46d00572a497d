import type { NodeOf } from '../../graph.js';
import type { Conv2dAttributes, PoolAttributes } from '../../op-signatures.js';
import { extentOf, type Shape, sizeOf } from '../../shape.js';
import { type FloatTensor, floatTensor } from '../../tensor.js';
import { coveredElements } from '../covered-elements.js';
import type { Lowering } from '../lowering.js';
import type { OnnxAttributes, OnnxBuilder } from '../onnx-builder.js';
import { transposedConvolution } from './transposed-convolution.js';

/** Below every number that a map holds, and finite, so that 0 times it is 0. */
const LOWEST = -3e38;

// The second output of MaxPool, where each maximum was found, is shared with the gradient.
export const maxPool: Lowering<'maxPool'> = (onnx, [x], { attributes }) => [maxima(onnx, x, attributes)[0]];

export const maxPoolGradient: Lowering<'maxPoolGradient'> = (onnx, [x, dy], node) => {
  const { window, strides } = node.attributes;
  const overlapping = window[0] > strides[0] || window[1] > strides[1];
  return [overlapping ? byWinner(onnx, x, dy, node) : byPlace(onnx, x, dy, node)];
};

export const averagePool: Lowering<'averagePool'> = (onnx, [x], { attributes }) => [
  onnx.node('AveragePool', [x], { ...windowAttributes(attributes), count_include_pad: 0 }),
];

/** Each dy, divided by the elements of its window, goes to all of them. */
export const averagePoolGradient: Lowering<'averagePoolGradient'> = (onnx, [dy], node) => {
  const [x, y] = [node.outputs[0].shape, node.inputs[0].shape];
  const channels = extentOf(x, 1);
  const filter = [channels, 1, ...node.attributes.window];
  const ones = onnx.tensor(floatTensor(filter, new Float32Array(sizeOf(filter)).fill(1)));
  const shares = onnx.node('Mul', [dy, onnx.tensor(windowShares(x, y, node.attributes))]);
  return [
    transposedConvolution(onnx, [shares, ones], depthwise(node.attributes, channels), { x, filter, y }),
  ];
};

/** Windows that do not overlap: every maximum has a place of its own. */
function byPlace(onnx: OnnxBuilder, x: string, dy: string, node: NodeOf<'maxPoolGradient'>): string {
  const [, places] = maxima(onnx, x, node.attributes);
  const shape = onnx.ints(node.outputs[0].shape);
  return onnx.node('MaxUnpool', [dy, places, shape], windowAttributes(node.attributes));
}

/**
 * Overlapping windows: lays the elements of each window side by side (a depthwise convolution with one
 * filter for each position), marks the first that holds the maximum, and adds dy back by the same filters.
 */
function byWinner(onnx: OnnxBuilder, x: string, dy: string, node: NodeOf<'maxPoolGradient'>): string {
  const { attributes, outputs, inputs } = node;
  const [batch = 1, channels = 1, height = 1, width = 1] = inputs[1].shape;
  const positions = sizeOf(attributes.window);
  const filter = [channels * positions, 1, ...attributes.window];
  const pickers = onnx.tensor(floatTensor(filter, pickEachPosition(filter)));

  const [top, left, bottom, right] = attributes.padding;
  const around = onnx.ints([0, 0, top, left, 0, 0, bottom, right]);
  const padded = onnx.node('Pad', [x, around, onnx.float(LOWEST)]);
  const picked = onnx.node('Conv', [padded, pickers], { strides: attributes.strides, group: channels });
  const elements = onnx.node('Reshape', [picked, onnx.ints([batch, channels, positions, height, width])]);
  const winner = onnx.node('ArgMax', [elements], { axis: 2, keepdims: 0 });
  const mask = onnx.node('OneHot', [winner, onnx.ints([positions]), onnx.floats([0, 1])], { axis: 2 });
  const errors = onnx.node('Reshape', [dy, onnx.ints([batch, channels, 1, height, width])]);

  const y = [batch, channels * positions, height, width];
  const routed = onnx.node('Reshape', [onnx.node('Mul', [mask, errors]), onnx.ints(y)]);
  const shapes = { x: outputs[0].shape, filter, y };
  return transposedConvolution(onnx, [routed, pickers], depthwise(attributes, channels), shapes);
}

function maxima(onnx: OnnxBuilder, x: string, attributes: PoolAttributes): readonly [string, string] {
  const [values = '', places = ''] = onnx.nodeWithOutputs(2, 'MaxPool', [x], windowAttributes(attributes));
  return [values, places];
}

export function windowAttributes({ window, strides, padding }: PoolAttributes): OnnxAttributes {
  return { kernel_shape: window, strides, pads: padding };
}

function depthwise({ strides, padding }: PoolAttributes, channels: number): Conv2dAttributes {
  return { strides, padding, dilations: [1, 1], groups: channels };
}

/** [channels * positions, 1, height, width]: for each channel, filter p is 1 at position p. */
function pickEachPosition(shape: Shape): Float32Array {
  const positions = extentOf(shape, 2) * extentOf(shape, 3);
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) =>
    Math.floor(index / positions) % positions === index % positions ? 1 : 0,
  );
}

/** [1, 1, oh, ow]: one over the number of elements of the map that the window there covers. */
export function windowShares(x: Shape, y: Shape, attributes: PoolAttributes): FloatTensor {
  const shares = coveredElements(x, y, attributes).map((covered) => 1 / covered);
  return floatTensor([1, 1, extentOf(y, 2), extentOf(y, 3)], shares);
}
