import type { Conv2dAttributes } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import type { OnnxAttributes } from '../onnx-builder.js';
import type { BlockedMaps } from './blocked-maps.js';
import { denseFilter, shallowFilter } from './filter-layout.js';

/** A map in blocks with a plain filter, dense or (`group` above 1) depthwise. */
export function convolve(
  maps: BlockedMaps,
  x: string,
  filter: string,
  shape: Shape,
  settings: OnnxAttributes,
): string {
  if (settings.group === 1)
    return maps.convolution({ x, filter: denseFilter(maps, filter, shape) }, settings);
  const group = maps.padded(extentOf(shape, 0));
  return maps.convolution({ x, filter: shallowFilter(maps, filter, shape) }, { ...settings, group });
}

export const isDense = ({ groups }: Conv2dAttributes): boolean => groups === 1;

export function isDepthwise({ groups }: Conv2dAttributes, filter: Shape): boolean {
  return groups > 1 && groups === filter[0] && filter[1] === 1;
}

/** Above it, the multiplications with zeros that pad the blocks outweigh the faster kernels. */
const MOST_WORK_BY_PADDING = 2;

/** Whether a convolution with this filter is faster in blocks. */
export function gainsByBlocks(filter: Shape, groups: number, block: number): boolean {
  const [outputs = 0, inputs = 0] = filter;
  const whole = (channels: number) => Math.ceil(channels / block) * block;
  const readsBlocks = groups === 1 && inputs >= block;
  const work = (whole(outputs) / outputs) * (readsBlocks ? whole(inputs) / inputs : 1);
  return work <= MOST_WORK_BY_PADDING;
}
