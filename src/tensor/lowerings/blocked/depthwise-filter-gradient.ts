import type { FilterGradient } from '../plain/conv2d-filter-gradient.js';
import type { BlockedMaps } from './blocked-maps.js';

/**
 * A depthwise convolution of all maps of x, each image's channels apart, with those of dy as the filters, summed over
 * the images.
 */
export function depthwiseFilterGradient(maps: BlockedMaps, node: FilterGradient, errors: string): string {
  const { block, onnx } = maps;
  const { strides, dilations, padding } = node.attributes;
  const [batch = 0, channels = 0, height = 0, width = 0] = node.inputs[0].shape;
  const [, , rows = 0, columns = 0] = node.inputs[1].shape;
  const [, , kernelHeight = 0, kernelWidth = 0] = node.outputs[0].shape;
  const [top, left] = padding;
  const whole = maps.padded(channels);
  const apart = batch * whole;
  // Rows and columns at the end of x that no window reached make the result larger than the filter.
  const bottom = (rows - 1) * strides[0] + (kernelHeight - 1) * dilations[0] + 1 - height - top;
  const right = (columns - 1) * strides[1] + (kernelWidth - 1) * dilations[1] + 1 - width - left;
  const y = maps.node(
    'Conv',
    [
      maps.reshape(maps.blocked(node.inputs[0]), [1, apart, height, width]),
      maps.reshape(errors, [apart, 1, rows, columns]),
    ],
    {
      kernel_shape: [rows, columns],
      strides: dilations,
      dilations: strides,
      pads: [top, left, Math.max(bottom, 0), Math.max(right, 0)],
      group: apart,
    },
  );
  const tall = kernelHeight + Math.floor(Math.max(-bottom, 0) / dilations[0]);
  const wide = kernelWidth + Math.floor(Math.max(-right, 0) / dilations[1]);
  const byImage = maps.reshape(y, [batch, whole / block, tall, wide, block]);
  const sum = onnx.node('ReduceSum', [byImage, onnx.ints([0])], { keepdims: 0 });
  const window = maps.first(maps.first(sum, 1, tall, kernelHeight), 2, wide, kernelWidth);
  const ordered = onnx.node('Transpose', [window], { perm: [0, 3, 1, 2] });
  const filter = maps.reshape(ordered, [whole, 1, kernelHeight, kernelWidth]);
  return maps.first(filter, 0, whole, channels);
}
