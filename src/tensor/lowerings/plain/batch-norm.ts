import { extentOf, type Shape, sizeOf } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import type { OnnxBuilder } from '../onnx-builder.js';

/** Two passes: the mean first, then the mean square of what is left, which cannot cancel to noise. */
export const batchNorm: Lowering<'batchNorm'> = (onnx, [x, scale, offset], node) => {
  const { shape } = node.inputs[0];
  const axes = axesBesideChannels(shape);
  const mean = onnx.node('ReduceMean', [x], { axes, keepdims: 0 });
  const centred = centre(onnx, x, mean, shape);
  const variance = onnx.node('ReduceMean', [onnx.node('Mul', [centred, centred])], { axes, keepdims: 0 });
  return [normalise(onnx, [x, scale, offset, mean, variance], node.attributes.epsilon), mean, variance];
};

export const batchNormInference: Lowering<'batchNormInference'> = (onnx, inputs, { attributes }) => [
  normalise(onnx, inputs, attributes.epsilon),
];

/**
 * With r = 1 / sqrt(variance + epsilon), d = x - mean and N elements a channel: dOffset = sum dy,
 * dScale = r sum(dy d), dx = scale r (dy - dOffset / N - d r dScale / N), computed as dy a + d b + c.
 */
export const batchNormGradient: Lowering<'batchNormGradient'> = (
  onnx,
  [x, scale, mean, variance, dy],
  node,
) => {
  const { shape } = node.inputs[0];
  const axes = onnx.ints(axesBesideChannels(shape));
  const perElement = onnx.float(-extentOf(shape, 1) / sizeOf(shape));
  const product = (...factors: [string, ...string[]]) => factors.reduce((a, b) => onnx.node('Mul', [a, b]));

  const centred = centre(onnx, x, mean, shape);
  const root = onnx.node('Sqrt', [onnx.node('Add', [variance, onnx.float(node.attributes.epsilon)])]);
  const inverse = onnx.node('Reciprocal', [root]);
  const dOffset = onnx.node('ReduceSum', [dy, axes], { keepdims: 0 });
  const dScale = product(onnx.node('ReduceSum', [product(dy, centred), axes], { keepdims: 0 }), inverse);

  const a = product(scale, inverse);
  const b = product(a, dScale, inverse, perElement);
  const c = product(a, dOffset, perElement);
  const channels = (value: string) => alongChannels(onnx, value, shape);
  const shifted = onnx.node('Add', [product(centred, channels(b)), channels(c)]);
  return [onnx.node('Add', [product(dy, channels(a)), shifted]), dScale, dOffset];
};

function normalise(onnx: OnnxBuilder, inputs: readonly string[], epsilon: number): string {
  return onnx.node('BatchNormalization', inputs, { epsilon: { float: epsilon } });
}

function centre(onnx: OnnxBuilder, x: string, mean: string, shape: Shape): string {
  return onnx.node('Sub', [x, alongChannels(onnx, mean, shape)]);
}

/** [c] as it broadcasts over [n, c, ...]. */
function alongChannels(onnx: OnnxBuilder, value: string, shape: Shape): string {
  return shape.length === 2
    ? value
    : onnx.node('Reshape', [value, onnx.ints([extentOf(shape, 1), ...shape.slice(2).map(() => 1)])]);
}

function axesBesideChannels(shape: Shape): number[] {
  return shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
}
