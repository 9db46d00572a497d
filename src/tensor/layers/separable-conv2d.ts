import type { Value } from '../graph.js';
import { type Conv2dOptions, conv2d } from '../ops/conv2d.js';
import { extentOf } from '../shape.js';

/**
 * A filter for each channel, then a 1x1 convolution over them (Chollet, arXiv 1610.02357): x [n, c, h, w], depthwise
 * [c m, 1, kh, kw], pointwise [o, c m, 1, 1] -> [n, o, oh, ow]. The options are those of the depthwise convolution.
 */
export function separableConv2d(
  x: Value,
  { depthwise, pointwise }: { readonly depthwise: Value; readonly pointwise: Value },
  options: Omit<Conv2dOptions, 'groups'> = {},
): Value {
  return conv2d(conv2d(x, depthwise, { ...options, groups: extentOf(x.shape, 1) }), pointwise);
}
