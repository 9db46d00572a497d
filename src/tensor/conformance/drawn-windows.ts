import fc from 'fast-check';
import { averagePool, conv2d, globalAveragePool, maxPool } from '../index.js';
import { type Drawn, extent, sum } from './drawn.js';
import { convolved, pooled, type Sliding, slid, summed } from './naive.js';

/** Whole blocks of 8 and 16 among them, and more. */
const channels = fc.constantFrom(1, 2, 3, 4, 8, 9, 16, 17);
const window = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
});
const map = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
});
/** Windows that fit a map, the same padding on both axes. */
const sliding = fc
  .record({ map, rows: window, columns: window, isSame: fc.boolean() })
  .map(({ map: extents, rows, columns, isSame }) => ({
    extents,
    windows: [
      { ...rows, isSame },
      { ...columns, isSame },
    ] as readonly [Sliding, Sliding],
  }))
  .filter(
    ({ extents, windows: [rows, columns] }) =>
      slid(extents.height, rows)[0] > 0 && slid(extents.width, columns)[0] > 0,
  );
const pairs = ([rows, columns]: readonly [Sliding, Sliding]) => ({
  strides: [rows.stride, columns.stride] as const,
  dilations: [rows.dilation, columns.dilation] as const,
  padding: rows.isSame ? ('same' as const) : ('valid' as const),
});

const pool = (op: typeof maxPool, reduce: (values: readonly number[]) => number): fc.Arbitrary<Drawn> =>
  fc.tuple(sliding, channels).map(([{ extents, windows }, count]) => {
    const [rows, columns] = windows.map((one) => ({ ...one, dilation: 1 })) as [Sliding, Sliding];
    const { strides, padding } = pairs([rows, columns]);
    return {
      shapes: [[extents.batch, count, extents.height, extents.width]],
      build: ([x]) => op(x, { window: [rows.size, columns.size], strides, padding }),
      naive: ([x]) => pooled(x, [rows, columns], reduce),
    };
  });

/** Convolutions and pools of all kinds. */
export const drawnWindows: Readonly<Record<string, fc.Arbitrary<Drawn>>> = {
  conv2d: fc.tuple(sliding, channels, channels).map(([{ extents, windows }, from, to]) => ({
    shapes: [
      [extents.batch, from, extents.height, extents.width],
      [to, from, windows[0].size, windows[1].size],
    ],
    build: ([x, filter]) => conv2d(x, filter, pairs(windows)),
    naive: ([x, filter]) => convolved(x, filter, 1, windows),
  })),
  'conv2d in groups': fc
    .tuple(sliding, extent, extent, extent)
    .map(([{ extents, windows }, groups, from, to]) => ({
      shapes: [
        [extents.batch, groups * from, extents.height, extents.width],
        [groups * to, from, windows[0].size, windows[1].size],
      ],
      build: ([x, filter]) => conv2d(x, filter, { ...pairs(windows), groups }),
      naive: ([x, filter]) => convolved(x, filter, groups, windows),
    })),
  'conv2d, depthwise': fc
    .tuple(sliding, channels, fc.integer({ min: 1, max: 2 }))
    .map(([{ extents, windows }, groups, multiplier]) => ({
      shapes: [
        [extents.batch, groups, extents.height, extents.width],
        [groups * multiplier, 1, windows[0].size, windows[1].size],
      ],
      build: ([x, filter]) => conv2d(x, filter, { ...pairs(windows), groups }),
      naive: ([x, filter]) => convolved(x, filter, groups, windows),
    })),
  maxPool: pool(maxPool, (values) => Math.max(...values)),
  averagePool: pool(averagePool, (values) => sum(values) / values.length),
  globalAveragePool: fc.tuple(map, channels).map(([{ batch, height, width }, count]) => ({
    shapes: [[batch, count, height, width]],
    build: ([x]) => globalAveragePool(x),
    naive: ([x]) => {
      const { shape: kept, data } = summed(x, [2, 3]);
      return { shape: kept.slice(0, 2), data: data.map((total) => total / (height * width)) };
    },
  })),
};
