import type { Shape } from '../../shape.js';
import type { BlockedMaps } from './blocked-maps.js';

/** scale x + offset + addend for each channel, as a depthwise 1x1 convolution; scale and offset [c padded]. */
export function affine(
  maps: BlockedMaps,
  x: string,
  { scale, offset, addend }: { readonly scale: string; readonly offset?: string; readonly addend?: string },
  channels: number,
): string {
  const group = maps.padded(channels);
  const operands = {
    x,
    filter: maps.reshape(scale, [group, 1, 1, 1]),
    ...(offset !== undefined && { bias: offset }),
    ...(addend !== undefined && { addend }),
  };
  return maps.convolution(operands, { kernel_shape: [1, 1], group });
}

/** Sum over batch and map of a b, [c padded]: a depthwise convolution of all maps of a with those of b as filters. */
export function sumOfProducts(maps: BlockedMaps, a: string, b: string, shape: Shape): string {
  const [batch = 0, channels = 0, ...map] = shape;
  const apart = batch * maps.padded(channels);
  const operands = [maps.reshape(a, [1, apart, ...map]), maps.reshape(b, [apart, 1, ...map])];
  const byImage = maps.node('Conv', operands, { kernel_shape: map, group: apart });
  return sumOverBatch(maps, byImage, shape);
}

/** Mean over batch and map, [c padded]. */
export function meanOfChannels(maps: BlockedMaps, x: string, shape: Shape): string {
  const [batch = 0, channels = 0] = shape;
  const means = maps.reshape(maps.node('GlobalAveragePool', [x]), [batch, maps.padded(channels)]);
  return maps.onnx.node('ReduceMean', [means], { axes: [0], keepdims: 0 });
}

function sumOverBatch(maps: BlockedMaps, perImage: string, [batch = 0, channels = 0]: Shape): string {
  const flat = maps.reshape(perImage, [batch, maps.padded(channels)]);
  return maps.onnx.node('ReduceSum', [flat, maps.onnx.ints([0])], { keepdims: 0 });
}
