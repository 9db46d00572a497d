import type { NodeOf } from '../../graph.js';
import type { PoolAttributes } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import { floatTensor } from '../../tensor.js';
import { windowAttributes, windowShares } from '../plain/pool.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';

export const maxPool: BlockedOp<'maxPool'> = {
  role: 'follows',
  gives: 'blocked',
  fits: () => true,
  write: (maps, { attributes, inputs: [x] }) => [
    maps.node('MaxPool', [maps.blocked(x)], windowAttributes(attributes)),
  ],
};

export const averagePool: BlockedOp<'averagePool'> = {
  role: 'follows',
  gives: 'blocked',
  fits: () => true,
  write: (maps, { attributes, inputs: [x] }) => [
    maps.node('AveragePool', [maps.blocked(x)], { ...windowAttributes(attributes), count_include_pad: 0 }),
  ],
};

/** Each dy, divided by the elements of its window, goes to all of them. */
export const averagePoolGradient: BlockedOp<'averagePoolGradient'> = {
  role: 'follows',
  gives: 'blocked',
  fits: (node) => isPatchwork(node) || slidesByOne(node.attributes),
  write: (maps, node) => {
    const { window, padding } = node.attributes;
    if (isPatchwork(node)) return [upsample(maps, sharesOf(maps, node), window)];
    const [top, left, bottom, right] = padding;
    // The sum over the windows that saw an element: as many times the mean, the padding's zeros counted.
    const [height, width] = window;
    const pads = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
    const shares = sharesOf(maps, node, height * width);
    return [maps.node('AveragePool', [shares], { kernel_shape: window, pads, count_include_pad: 1 })];
  },
};

/** The mean of each map; what is left has one position, and so the same order in both layouts. */
export const globalAveragePool: BlockedOp<'globalAveragePool'> = {
  role: 'follows',
  gives: 'plain',
  fits: () => true,
  write: (maps, { inputs: [x] }) => {
    const [batch = 0, channels = 0] = x.shape;
    const whole = maps.padded(channels);
    const means = maps.reshape(maps.node('GlobalAveragePool', [maps.blocked(x)]), [batch, whole]);
    return [maps.first(means, 1, whole, channels)];
  },
};

/** One number for each map, repeated over it. */
export const broadcastTo: BlockedOp<'broadcastTo'> = {
  role: 'joins',
  gives: 'blocked',
  fits: ({ inputs: [x], outputs: [y] }) => {
    const [batch = 0, channels = 0] = y.shape;
    return y.shape.length === 4 && x.shape.join() === [batch, channels, 1, 1].join();
  },
  write: (maps, { inputs: [x], outputs: [y] }) => [
    upsample(maps, maps.blocked(x), [extentOf(y.shape, 2), extentOf(y.shape, 3)]),
  ],
};

/** Repeats each element over a rectangle. */
function upsample(maps: BlockedMaps, x: string, [height, width]: readonly [number, number]): string {
  return maps.node('Upsample', [x], { scales: [1, 1, height, width], mode: 'nearest' });
}

/** dy divided by the elements of its window and multiplied by `times`. */
function sharesOf(
  maps: BlockedMaps,
  { attributes, inputs: [dy], outputs: [x] }: NodeOf<'averagePoolGradient'>,
  times = 1,
): string {
  const { block, onnx } = maps;
  const data = windowShares(x.shape, dy.shape, attributes).data.map((share) => share * times);
  const [share = 0] = data;
  const errors = maps.blocked(dy);
  if (data.every((other) => other === share)) return onnx.node('Mul', [errors, onnx.float(share)]);
  const [batch = 0, channels = 0, ...map] = dy.shape;
  const inBlocks = Float32Array.from(
    { length: data.length * block },
    (_, index) => data[Math.floor(index / block)] ?? 0,
  );
  const factors = onnx.tensor(floatTensor([1, inBlocks.length], inBlocks));
  const whole = maps.padded(channels);
  const rows = maps.reshape(errors, [(batch * whole) / block, inBlocks.length]);
  return maps.reshape(onnx.node('Mul', [rows, factors]), [batch, whole, ...map]);
}

const isPatchwork = ({ attributes, inputs: [dy], outputs: [x] }: NodeOf<'averagePoolGradient'>): boolean =>
  tiles(attributes, dy.shape, x.shape);

/** Whether the windows lie side by side and cover the map x. */
export function tiles({ window, strides, padding }: PoolAttributes, dy: Shape, x: Shape): boolean {
  return (
    padding.every((extent) => extent === 0) &&
    ([0, 1] as const).every(
      (axis) =>
        window[axis] === strides[axis] && extentOf(dy, axis + 2) * window[axis] === extentOf(x, axis + 2),
    )
  );
}

const slidesByOne = ({ strides }: PoolAttributes): boolean => strides.every((stride) => stride === 1);
