import type { Value } from '../graph.js';
import type { Conv2dAttributes } from '../op-signatures.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';
import { type PaddingOption, type PairOption, resolvePadding, slidePositions, toPair } from './window.js';

export interface Conv2dOptions {
  /** Default 1. */
  readonly strides?: PairOption;
  /** Default `same`. */
  readonly padding?: PaddingOption;
  /** Default 1. */
  readonly dilations?: PairOption;
  /** Default 1; as many as channels makes the convolution depthwise. */
  readonly groups?: number;
}

/**
 * Cross-correlation, as networks mean convolution: x [n, c, h, w], filter [o, c / groups, kh, kw]
 * -> [n, o, oh, ow]. Without a bias: batch norm follows, or add one of shape [o, 1, 1].
 */
export function conv2d(x: Value, filter: Value, options: Conv2dOptions = {}): Value {
  requireDType('conv2d', x, 'float32');
  requireDType('conv2d', filter, 'float32');
  const { attributes, shape } = shapeRule(x, filter, options);
  return x.graph.apply('conv2d', [x, filter], attributes, [{ shape, dtype: 'float32' }]).outputs[0];
}

/** Both gradients are ops of their own: the best way to compute them depends on shapes and engine. */
export const conv2dVjp: Vjp<'conv2d'> = ({ graph, inputs: [x, filter], attributes }, [dy]) => [
  graph.apply('conv2dInputGradient', [filter, dy], attributes, [x]).outputs[0],
  graph.apply('conv2dFilterGradient', [x, dy], attributes, [filter]).outputs[0],
];

function shapeRule(
  x: Value,
  filter: Value,
  { strides = 1, padding = 'same', dilations = 1, groups = 1 }: Conv2dOptions,
): { attributes: Conv2dAttributes; shape: readonly number[] } {
  const [batch = 0, channels = 0, height = 0, width = 0] = x.shape;
  const [outputs = 0, perGroup = 0, kernelHeight = 0, kernelWidth = 0] = filter.shape;
  const shapes = `input ${formatShape(x.shape)} and filter ${formatShape(filter.shape)}`;
  if (x.shape.length !== 4 || filter.shape.length !== 4 || channels !== perGroup * groups) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `conv2d: ${shapes} with ${groups} group(s); needs [n, c, h, w] and [o, c / groups, kh, kw]`,
    );
  }
  if (!Number.isInteger(groups) || groups < 1 || outputs % groups !== 0) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `conv2d: ${groups} groups do not divide the filters of ${shapes}`,
    );
  }
  const window = {
    size: [kernelHeight, kernelWidth] as const,
    strides: toPair('conv2d', 'strides', strides),
    dilations: toPair('conv2d', 'dilations', dilations),
  };
  const resolved = resolvePadding('conv2d', padding, [height, width], window);
  const positions = slidePositions([height, width], resolved, window);
  if (positions.some((count) => count < 1)) {
    throw new TensorError('SHAPE_MISMATCH', `conv2d: the filter does not fit into the map of ${shapes}`);
  }
  return {
    attributes: { strides: window.strides, padding: resolved, dilations: window.dilations, groups },
    shape: [batch, outputs, ...positions],
  };
}
