import type { Value } from '../../graph.js';
import { extentOf, sizeOf } from '../../shape.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';
import { affine, meanOfChannels, sumOfProducts } from './per-channel.js';

const isMap = ({ inputs: [x] }: { readonly inputs: readonly [Value, ...Value[]] }) => x.shape.length === 4;

/**
 * The variance is the mean square less the square of the mean: a map is read twice and written once, where centring it first
 * costs a reading and a writing more. Rounding takes (mean / deviation)^2 / 10^6 or so of it, at most all of it.
 */
export const batchNorm: BlockedOp<'batchNorm'> = {
  role: 'follows',
  gives: 'blocked',
  fits: isMap,
  write: (maps, { attributes: { epsilon }, inputs: [x, scale, offset] }) => {
    const { onnx } = maps;
    const channels = extentOf(x.shape, 1);
    const map = maps.blocked(x);
    const mean = meanOfChannels(maps, map, x.shape);
    const squares = onnx.node('Mul', [
      sumOfProducts(maps, map, map, x.shape),
      onnx.float(channels / sizeOf(x.shape)),
    ]);
    const difference = onnx.node('Sub', [squares, onnx.node('Mul', [mean, mean])]);
    const variance = onnx.node('Relu', [difference]);
    const factor = onnx.node('Mul', [maps.wholeChannels(scale), inverseDeviation(maps, variance, epsilon)]);
    const shift = onnx.node('Sub', [maps.wholeChannels(offset), onnx.node('Mul', [mean, factor])]);
    const y = affine(maps, map, { scale: factor, offset: shift }, channels);
    return [y, maps.cutChannels(mean, channels), maps.cutChannels(variance, channels)];
  },
};

/**
 * The formulas of the plain form: dx = a (dy + (x b + c)), where c takes the mean's part of x. The sum is one pass, which
 * adds in place; the convolution that x came from multiplies its filters by a.
 */
export const batchNormGradient: BlockedOp<'batchNormGradient'> = {
  role: 'follows',
  gives: 'blocked',
  fits: isMap,
  write: (maps, { attributes: { epsilon }, inputs: [x, scale, mean, variance, dy] }) => {
    const { onnx } = maps;
    const channels = extentOf(x.shape, 1);
    const perElement = onnx.float(-channels / sizeOf(x.shape));
    const product = (...factors: [string, ...string[]]) => factors.reduce((a, b) => onnx.node('Mul', [a, b]));
    const [map, errors, wholeMean] = [maps.blocked(x), maps.blocked(dy), maps.wholeChannels(mean)];

    const inverse = inverseDeviation(maps, maps.wholeChannels(variance), epsilon);
    const meanError = meanOfChannels(maps, errors, x.shape);
    const dOffset = product(meanError, onnx.float(sizeOf(x.shape) / channels));
    const products = sumOfProducts(maps, errors, map, x.shape);
    const dScale = product(onnx.node('Sub', [products, product(wholeMean, dOffset)]), inverse);
    const a = product(maps.wholeChannels(scale), inverse);
    const b = product(dScale, inverse, perElement);
    const c = onnx.node('Neg', [onnx.node('Add', [meanError, product(b, wholeMean)])]);
    const sum = affine(maps, map, { scale: b, offset: c, addend: errors }, channels);
    const dx = affine(maps, sum, { scale: a }, channels);
    maps.setFactors(dx, { map: sum, factor: a });
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

function inverseDeviation(maps: BlockedMaps, variance: string, epsilon: number): string {
  const { onnx } = maps;
  return onnx.node('Reciprocal', [onnx.node('Sqrt', [onnx.node('Add', [variance, onnx.float(epsilon)])])]);
}
