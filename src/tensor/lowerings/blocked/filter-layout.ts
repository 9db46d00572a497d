import { extentOf, type Shape, sizeOf } from '../../shape.js';
import type { BlockedMaps } from './blocked-maps.js';

/**
 * A plain filter [o, i, h, w] as the engine's blocked convolution reads it: [o / block, i / block, h, w, block of i,
 * block of o], with zeros for the channels that pad the blocks.
 */
export function denseFilter(maps: BlockedMaps, filter: string, shape: Shape): string {
  const { block, onnx } = maps;
  const [outputs = 0, inputs = 0, ...window] = shape;
  const whole = [maps.padded(outputs), maps.padded(inputs), ...window];
  const offsets = sizeOf(window);
  const split = [extentOf(whole, 0) / block, extentOf(whole, 1) / block, block, offsets, block];
  const outputsLast = maps.reshape(lastOutputs(maps, maps.pad(filter, shape, whole), whole), split);
  return maps.reshape(onnx.node('Transpose', [outputsLast], { perm: [0, 1, 3, 2, 4] }), whole);
}

/**
 * The filter of the adjoint in the same layout, from the plain filter [o, i, h, w]: inputs and outputs exchanged, the window
 * turned by 180 degrees. Whole blocks are moved, where turning the plain filter first would move element by element.
 */
export function turnedFilter(maps: BlockedMaps, filter: string, shape: Shape): string {
  const { block, onnx } = maps;
  const [outputs = 0, inputs = 0, ...window] = shape;
  const whole = [maps.padded(outputs), maps.padded(inputs), ...window];
  const offsets = sizeOf(window);
  const [outputBlocks, inputBlocks] = [extentOf(whole, 0) / block, extentOf(whole, 1) / block];
  const asMaps = maps.reshape(maps.pad(filter, shape, whole), [...whole.slice(0, 2), offsets, 1]);
  const split = [outputBlocks, block, inputBlocks, offsets, block];
  const inputsLast = maps.reshape(maps.node('ReorderInput', [asMaps]), split);
  const exchanged = onnx.node('Transpose', [inputsLast], { perm: [2, 0, 3, 1, 4] });
  const byOffset = maps.reshape(exchanged, [inputBlocks * outputBlocks, offsets, block * block]);
  const backwards = onnx.ints(Array.from({ length: offsets }, (_, index) => offsets - 1 - index));
  const turned = onnx.node('Gather', [byOffset, backwards], { axis: 1 });
  return maps.reshape(turned, [inputBlocks * block, outputBlocks * block, ...window]);
}

/**
 * A plain filter for a convolution that reads a plain map of few channels, or channel by channel: [o / block, i, h, w, block
 * of o].
 */
export function shallowFilter(maps: BlockedMaps, filter: string, shape: Shape): string {
  const whole = shape.with(0, maps.padded(extentOf(shape, 0)));
  return maps.reshape(lastOutputs(maps, maps.pad(filter, shape, whole), whole), whole);
}

/** As if the filters were the channels of a map, which the engine reorders fast. */
function lastOutputs(maps: BlockedMaps, filter: string, [outputs = 0, ...rest]: Shape): string {
  return maps.node('ReorderInput', [maps.reshape(filter, [1, outputs, sizeOf(rest), 1])]);
}
