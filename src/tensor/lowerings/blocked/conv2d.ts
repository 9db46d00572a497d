import { extentOf, type Shape, sizeOf } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import type { OnnxAttributes, OnnxBuilder } from '../onnx-builder.js';
import { adjointConvolution, convolution, turn } from '../plain/conv2d.js';
import { byExchangedAxes, type FilterGradient } from '../plain/conv2d-filter-gradient.js';
import { plainLowerings } from '../plain/index.js';

/** ONNX Runtime's internal domain of ops on maps with blocked channels. */
const NCHWC = 'com.microsoft.nchwc';

// Measured at batch 64 on 8x8 maps, one AVX-512 core that other work shared, plain / blocked in ms. Convolution:
// 32 -> 32 3x3 2.3 / 0.9, 5x5 5.8 / 2.6, 48 -> 64 3x3 3.5 / 2.3; 1x1 level. Filter gradient: 32 -> 32 3x3 3.1 / 1.9,
// 5x5 7.6 / 3.6; 64 -> 64 on 4x4 maps at batch 16 1.3 / 0.4; but 48 -> 64 4.0 / 5.0, and 32 -> 32 on 32x32 12 / 23.
const TINY_MAP = 16;
const SMALL_MAP = 64;
const FEW_FILTERS = 32;

export const blockedConv2d =
  (block: number): Lowering<'conv2d'> =>
  (onnx, inputs, node, lowerBody) => {
    const { inputs: operands, attributes } = node;
    const filter = operands[1].shape;
    return fits(filter, block) && attributes.groups === 1
      ? [convolve(onnx, inputs, filter, convolution(attributes, filter), block)]
      : plainLowerings.conv2d(onnx, inputs, node, lowerBody);
  };

export const blockedInputGradient =
  (block: number): Lowering<'conv2dInputGradient'> =>
  (onnx, inputs, node, lowerBody) => {
    const [filter, dy] = inputs;
    const [outputs = 0, channels = 0, ...kernel] = node.inputs[0].shape;
    const adjoint = adjointConvolution(node);
    return adjoint && fits(node.inputs[0].shape, block)
      ? [convolve(onnx, [dy, turn(onnx, filter)], [channels, outputs, ...kernel], adjoint, block)]
      : plainLowerings.conv2dInputGradient(onnx, inputs, node, lowerBody);
  };

/** Batch and channels change places, so that it is the batch that lies in blocks. */
export const blockedFilterGradient =
  (block: number): Lowering<'conv2dFilterGradient'> =>
  (onnx, inputs, node, lowerBody) => {
    if (!gainsFilterGradient(node, block)) {
      return plainLowerings.conv2dFilterGradient(onnx, inputs, node, lowerBody);
    }
    const [batch = 0, filters = 0, ...map] = node.inputs[1].shape;
    const [x, dy] = inputs;
    return [
      byExchangedAxes(onnx, x, dy, node, (model, operands, attributes) => {
        const whole = { ...attributes, strides: [1, 1], dilations: [1, 1], group: 1 };
        return convolve(model, operands, [filters, batch, ...map], whole, block);
      }),
    ];
  };

function gainsFilterGradient(
  { attributes, inputs: [, dy], outputs: [filter] }: FilterGradient,
  block: number,
) {
  const { strides, dilations, groups } = attributes;
  const [batch, filters] = [extentOf(dy.shape, 0), extentOf(dy.shape, 1)];
  const positions = sizeOf(dy.shape.slice(2));
  const isUnit = groups === 1 && [...strides, ...dilations].every((extent) => extent === 1);
  const gains = positions <= TINY_MAP || (positions <= SMALL_MAP && filters <= FEW_FILTERS);
  return isUnit && gains && batch % block === 0 && filters % block === 0 && sizeOf(filter.shape.slice(2)) > 1;
}

/** Whether both channel counts come in whole blocks; a 1x1 convolution is a matrix product, as fast without. */
function fits([outputs = 0, inputs = 0, ...kernel]: Shape, block: number): boolean {
  return outputs % block === 0 && inputs % block === 0 && sizeOf(kernel) > 1;
}

function convolve(
  onnx: OnnxBuilder,
  [x, filter]: readonly [x: string, filter: string],
  shape: Shape,
  attributes: OnnxAttributes,
  block: number,
): string {
  const blocks = onnx.node('ReorderInput', [x], {}, NCHWC);
  const y = onnx.node('Conv', [blocks, inBlocks(onnx, filter, shape, block)], attributes, NCHWC);
  return onnx.node('ReorderOutput', [y], { channels: extentOf(shape, 0) }, NCHWC);
}

/**
 * [o, i, h, w] in the order [o / block, i / block, h, w, block of i, block of o]: first the filters as if they were the
 * channels of a map, which the engine does fast, then the inputs.
 */
function inBlocks(onnx: OnnxBuilder, filter: string, shape: Shape, block: number): string {
  const [outputs = 0, inputs = 0, ...kernel] = shape;
  const offsets = sizeOf(kernel);
  const asMap = onnx.node('Reshape', [filter, onnx.ints([1, outputs, inputs, offsets])]);
  const outputsLast = onnx.node('ReorderInput', [asMap], {}, NCHWC);
  const split = onnx.ints([outputs / block, inputs / block, block, offsets, block]);
  const ordered = onnx.node('Transpose', [onnx.node('Reshape', [outputsLast, split])], {
    perm: [0, 1, 3, 2, 4],
  });
  return onnx.node('Reshape', [ordered, onnx.ints(shape)]);
}
