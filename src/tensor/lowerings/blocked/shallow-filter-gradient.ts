import type { FilterGradient } from '../plain/conv2d-filter-gradient.js';
import type { BlockedMaps } from './blocked-maps.js';

/**
 * For a plain x of few channels: sums over a block of neighbouring columns at a time, which stand for the channels of a
 * convolution with dy as the filter. x is laid out once for each column of the filter: as [n, h, columns / block, kw,
 * i, block of columns].
 */
export function shallowFilterGradient(maps: BlockedMaps, node: FilterGradient, errors: string): string {
  const { block, onnx } = maps;
  const { strides, dilations, padding } = node.attributes;
  const [batch = 0, inputs = 0, height = 0, width = 0] = node.inputs[0].shape;
  const [, outputs = 0, rows = 0, columns = 0] = node.inputs[1].shape;
  const [, , kernelHeight = 0, kernelWidth = 0] = node.outputs[0].shape;
  const [top, left] = padding;
  const column = maps.padded(columns);
  const outputBlocks = maps.padded(outputs) / block;
  const paddedRows = (rows - 1) * strides[0] + (kernelHeight - 1) * dilations[0] + 1;
  const paddedColumns = (column - 1) * strides[1] + (kernelWidth - 1) * dilations[1] + 1;

  const around = [0, 0, top, left, 0, 0, paddedRows - height - top, paddedColumns - width - left];
  const padded = onnx.node('Pad', [maps.plain(node.inputs[0]), onnx.ints(around)]);
  const shifted = Array.from({ length: kernelWidth }, (_, offset) => {
    const start = offset * dilations[1];
    const bounds = [[start], [start + (column - 1) * strides[1] + 1], [3], [strides[1]]];
    const slice = onnx.node('Slice', [padded, ...bounds.map((values) => onnx.ints(values))]);
    return maps.reshape(slice, [batch, 1, inputs, paddedRows, column / block, block]);
  });
  const unfolded = kernelWidth === 1 ? (shifted[0] ?? '') : onnx.node('Concat', shifted, { axis: 1 });
  const lanes = onnx.node('Transpose', [unfolded], { perm: [0, 3, 4, 1, 2, 5] });

  const taps = kernelWidth * inputs;
  const from = [batch, outputBlocks, rows, columns * block];
  const wide = maps.pad(maps.reshape(errors, from), from, from.with(3, column * block));
  const flat = maps.reshape(wide, [batch, outputBlocks, rows * column * block]);
  const outputsFirst = onnx.node('Transpose', [flat], { perm: [1, 0, 2] });

  const y = maps.node(
    'Conv',
    [
      maps.reshape(lanes, [1, batch * block, paddedRows, (column / block) * taps]),
      maps.reshape(outputsFirst, [outputBlocks * block, batch * block, rows, column / block]),
    ],
    {
      kernel_shape: [rows, column / block],
      strides: [dilations[0], 1],
      dilations: [strides[0], taps],
    },
  );
  const split = maps.reshape(y, [outputBlocks, kernelHeight, kernelWidth, inputs, block]);
  const ordered = onnx.node('Transpose', [split], { perm: [0, 4, 3, 1, 2] });
  const whole = maps.reshape(ordered, [outputBlocks * block, inputs, kernelHeight, kernelWidth]);
  return maps.first(whole, 0, outputBlocks * block, outputs);
}
