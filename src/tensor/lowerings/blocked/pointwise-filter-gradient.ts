import { sizeOf } from '../../shape.js';
import type { FilterGradient } from '../plain/conv2d-filter-gradient.js';
import type { BlockedMaps } from './blocked-maps.js';

/** Whether the filter has one position that meets every element of x, and maps are cut into blocks of positions. */
export function isPointwise(
  { attributes, inputs: [x], outputs: [filter] }: FilterGradient,
  block: number,
): boolean {
  const { strides, padding } = attributes;
  return (
    sizeOf(filter.shape.slice(2)) === 1 &&
    strides.every((stride) => stride === 1) &&
    padding.every((extent) => extent === 0) &&
    sizeOf(x.shape.slice(2)) % block === 0
  );
}

/**
 * With one position in the filter no element of x has neighbours, so that a block of positions of one image may stand for
 * the channels of the convolution that sums x dy: dy lies as its filter already, but for images and blocks exchanged, and x is
 * turned block by block. Images are the blocks of channels, blocks of channels of x the rows of the result.
 */
export function pointwiseFilterGradient(maps: BlockedMaps, node: FilterGradient, errors: string): string {
  const { block, onnx } = maps;
  const [x] = node.inputs;
  const [batch = 0, inputs = 0, ...map] = x.shape;
  const [outputs = 0] = node.outputs[0].shape;
  const [inputBlocks, outputBlocks] = [maps.padded(inputs) / block, maps.padded(outputs) / block];
  const groups = sizeOf(map) / block;

  const cut = maps.reshape(maps.blocked(x), [batch * inputBlocks * groups, block, 1, block]);
  const turned = maps.node('ReorderInput', [cut]);
  const flat = maps.reshape(errors, [batch, outputBlocks, groups * block * block]);
  const outputsFirst = onnx.node('Transpose', [flat], { perm: [1, 0, 2] });
  const y = maps.node(
    'Conv',
    [
      maps.reshape(turned, [1, batch * block, inputBlocks * groups, block]),
      maps.reshape(outputsFirst, [outputBlocks * block, batch * block, groups, 1]),
    ],
    { kernel_shape: [groups, 1], strides: [groups, 1] },
  );
  const split = maps.reshape(y, [outputBlocks, inputBlocks * block, block]);
  const ordered = onnx.node('Transpose', [split], { perm: [0, 2, 1] });
  const whole = maps.reshape(ordered, [outputBlocks * block, inputBlocks * block, 1, 1]);
  return maps.first(maps.first(whole, 0, outputBlocks * block, outputs), 1, inputBlocks * block, inputs);
}
