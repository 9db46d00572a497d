import type { Value } from '../../graph.js';
import { extentOf, sizeOf } from '../../shape.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';
import { affine, meanOfChannels, sumOfProducts } from './per-channel.js';

const isMap = ({ inputs: [x] }: { readonly inputs: readonly [Value, ...Value[]] }) => x.shape.length === 4;

/** Two passes, as plainly: the mean first, then the mean square of what is left. */
export const batchNorm: BlockedOp<'batchNorm'> = {
  role: 'follows',
  gives: 'blocked',
  fits: isMap,
  write: (maps, { attributes: { epsilon }, inputs: [x, scale, offset] }) => {
    const { onnx } = maps;
    const channels = extentOf(x.shape, 1);
    const mean = meanOfChannels(maps, maps.blocked(x), x.shape);
    const centred = centre(maps, x, mean);
    const sum = sumOfProducts(maps, centred, centred, x.shape);
    const variance = onnx.node('Mul', [sum, onnx.float(channels / sizeOf(x.shape))]);
    const factor = onnx.node('Mul', [maps.wholeChannels(scale), inverseDeviation(maps, variance, epsilon)]);
    const shift = maps.wholeChannels(offset);
    const y = affine(maps, centred, { scale: factor, offset: shift }, channels);
    return [y, maps.cutChannels(mean, channels), maps.cutChannels(variance, channels)];
  },
};

/** The formulas of the plain form, as two passes that add: dx = dy a + (d b + c). */
export const batchNormGradient: BlockedOp<'batchNormGradient'> = {
  role: 'follows',
  gives: 'blocked',
  fits: isMap,
  write: (maps, { attributes: { epsilon }, inputs: [x, scale, mean, variance, dy] }) => {
    const { onnx } = maps;
    const channels = extentOf(x.shape, 1);
    const perElement = onnx.float(-channels / sizeOf(x.shape));
    const product = (...factors: [string, ...string[]]) => factors.reduce((a, b) => onnx.node('Mul', [a, b]));
    const errors = maps.blocked(dy);

    const centred = centre(maps, x, maps.wholeChannels(mean));
    const inverse = inverseDeviation(maps, maps.wholeChannels(variance), epsilon);
    const meanError = meanOfChannels(maps, errors, x.shape);
    const dOffset = product(meanError, onnx.float(sizeOf(x.shape) / channels));
    const dScale = product(sumOfProducts(maps, errors, centred, x.shape), inverse);
    const a = product(maps.wholeChannels(scale), inverse);
    const b = product(a, dScale, inverse, perElement);
    const c = onnx.node('Neg', [product(a, meanError)]);
    const addend = affine(maps, centred, { scale: b, offset: c }, channels);
    const dx = affine(maps, errors, { scale: a, addend }, channels);
    return [dx, maps.cutChannels(dScale, channels), maps.cutChannels(dOffset, channels)];
  },
};

export const batchNormInference: BlockedOp<'batchNormInference'> = {
  role: 'follows',
  gives: 'blocked',
  fits: isMap,
  write: (maps, { attributes: { epsilon }, inputs: [x, ...parameters] }) => {
    const { onnx } = maps;
    const [scale = '', offset = '', mean = '', variance = ''] = parameters.map((value) =>
      maps.wholeChannels(value),
    );
    const factor = onnx.node('Mul', [scale, inverseDeviation(maps, variance, epsilon)]);
    const shift = onnx.node('Sub', [offset, onnx.node('Mul', [mean, factor])]);
    return [affine(maps, maps.blocked(x), { scale: factor, offset: shift }, extentOf(x.shape, 1))];
  },
};

function centre(maps: BlockedMaps, x: Value, mean: string): string {
  const channels = extentOf(x.shape, 1);
  const ones = maps.onnx.floats(Array.from({ length: maps.padded(channels) }, () => 1));
  const offset = maps.onnx.node('Neg', [mean]);
  return affine(maps, maps.blocked(x), { scale: ones, offset }, channels);
}

function inverseDeviation(maps: BlockedMaps, variance: string, epsilon: number): string {
  const { onnx } = maps;
  return onnx.node('Reciprocal', [onnx.node('Sqrt', [onnx.node('Add', [variance, onnx.float(epsilon)])])]);
}
