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
 * The same for a convolution that reads a plain map of few channels, or channel by channel: [o / block, i, h, w, block
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
