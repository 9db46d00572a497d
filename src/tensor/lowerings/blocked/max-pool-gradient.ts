import type { Pair } from '../../op-signatures.js';
import { extentOf, type Shape } from '../../shape.js';
import { windowAttributes } from '../plain/pool.js';
import type { BlockedMaps } from './blocked-maps.js';
import type { BlockedOp } from './blocked-op.js';
import { tiles } from './pools.js';

/** From 0 (less than the maximum, by whatever a float can say) to 1 (the maximum itself). */
const STEEP = { alpha: { float: 2 ** 100 }, beta: { float: 1 } };

/**
 * Windows side by side: dy goes to the first element, in reading order, that is the maximum. The map is cut into the places
 * of its windows; each takes what those before it have left.
 */
export const maxPoolGradient: BlockedOp<'maxPoolGradient'> = {
  role: 'follows',
  gives: 'blocked',
  fits: ({ attributes, inputs: [x, dy] }) => tiles(attributes, dy.shape, x.shape),
  write: (maps, { attributes, inputs: [x, dy] }) => {
    const { onnx } = maps;
    const map = maps.blocked(x);
    const flat = (name: string) => maps.reshape(name, [-1]);
    const maxima = flat(maps.node('MaxPool', [map], windowAttributes(attributes)));
    let left = flat(maps.blocked(dy));
    const places = cutIntoPlaces(maps, map, dy.shape, attributes.window);
    const shares = places.map((place, index) => {
      if (index === places.length - 1) return left;
      const isMaximum = onnx.node('HardSigmoid', [onnx.node('Sub', [flat(place), maxima])], STEEP);
      const share = onnx.node('Mul', [isMaximum, left]);
      left = onnx.node('Sub', [left, share]);
      return share;
    });
    return [joinPlaces(maps, shares, x.shape, attributes.window)];
  },
};

/** The elements at each place of the windows, in reading order; `positions` is the shape of what the windows give. */
function cutIntoPlaces(maps: BlockedMaps, x: string, positions: Shape, [height, width]: Pair): string[] {
  const { rows, columns } = windowsOf(maps, positions);
  const cut = (name: string, view: Shape, count: number) =>
    maps.onnx.nodeWithOutputs(
      count,
      'Split',
      [maps.reshape(name, view), maps.onnx.ints(Array.from({ length: count }, () => 1))],
      { axis: 1 },
    );
  return cut(x, [rows, height, columns * width * maps.block], height).flatMap((line) =>
    cut(line, [rows * columns, width, maps.block], width),
  );
}

/** The inverse, into a map of the shape `x`. */
function joinPlaces(maps: BlockedMaps, places: readonly string[], x: Shape, [height, width]: Pair): string {
  const [batch = 0, channels = 0, xRows = 0, xColumns = 0] = x;
  const positions = [batch, channels, xRows / height, xColumns / width];
  const { rows, columns } = windowsOf(maps, positions);
  const join = (parts: readonly string[], view: Shape) =>
    maps.onnx.node(
      'Concat',
      parts.map((part) => maps.reshape(part, view)),
      { axis: 1 },
    );
  const lines = Array.from({ length: height }, (_, line) =>
    join(places.slice(line * width, (line + 1) * width), [rows * columns, 1, maps.block]),
  );
  const whole = join(lines, [rows, 1, columns * width * maps.block]);
  return maps.reshape(whole, [batch, maps.padded(channels), xRows, xColumns]);
}

/** Rows of windows in all blocks of channels, and windows in each. */
function windowsOf(maps: BlockedMaps, positions: Shape) {
  const [batch = 0, channels = 0, height = 0] = positions;
  return {
    rows: (batch * maps.padded(channels) * height) / maps.block,
    columns: extentOf(positions, 3),
  };
}
