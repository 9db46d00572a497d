import type { Conv2dAttributes } from '../../op-signatures.js';
import { extentOf, type Shape, sizeOf } from '../../shape.js';
import type { OnnxAttributes } from '../onnx-builder.js';
import type { BlockedMaps } from './blocked-maps.js';
import { denseFilter, shallowFilter } from './filter-layout.js';

/**
 * A map in blocks with a plain filter, dense or (`group` above 1) depthwise.
 * @param inBlocks the dense filter in blocks, where there is a faster way to it than from the plain one
 */
export function convolve(
  maps: BlockedMaps,
  x: string,
  filter: string,
  shape: Shape,
  settings: OnnxAttributes,
  inBlocks?: string,
): string {
  if (settings.group === 1) return convolveDensely(maps, x, filter, shape, settings, inBlocks);
  const group = maps.padded(extentOf(shape, 0));
  return maps.convolution({ x, filter: shallowFilter(maps, filter, shape) }, { ...settings, group });
}

/** Channels that fill no block are read as a plain map and added first, where that is faster than zeros that fill it. */
function convolveDensely(
  maps: BlockedMaps,
  x: string,
  filter: string,
  shape: Shape,
  settings: OnnxAttributes,
  inBlocks?: string,
): string {
  const { block, onnx } = maps;
  const inputs = extentOf(shape, 1);
  const rest = inputs % block;
  const isWorthIt = rest > 0 && rest <= block / 2 && sizeOf(shape.slice(2)) >= FEWEST_POSITIONS_OF_PLAIN;
  if (!isWorthIt) {
    return maps.convolution({ x, filter: inBlocks ?? denseFilter(maps, filter, shape) }, settings);
  }
  const main = inputs - rest;
  const take = (from: number, to: number) =>
    onnx.node('Slice', [filter, onnx.ints([from]), onnx.ints([to]), onnx.ints([1])]);
  const split = (): readonly string[] =>
    onnx.nodeWithOutputs(2, 'Split', [x, onnx.ints([main, block])], { axis: 1 });
  const [first = '', last = ''] = main > 0 ? split() : ['', x];
  const plain = maps.node('ReorderOutput', [last], { channels: rest });
  const restFilter = shallowFilter(maps, main > 0 ? take(main, inputs) : filter, shape.with(1, rest));
  const ofRest = { x: plain, filter: restFilter };
  if (main === 0) return maps.convolution(ofRest, settings);
  const mainFilter = denseFilter(maps, take(0, main), shape.with(1, main));
  return maps.convolutionInParts(ofRest, { x: first, filter: mainFilter }, settings);
}

/** A plain map is read channel by channel: a small window is not worth going to and fro between the sums. */
const FEWEST_POSITIONS_OF_PLAIN = 9;

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
