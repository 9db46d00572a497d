import fc from 'fast-check';
import {
  add,
  broadcastTo,
  concat,
  constant,
  div,
  gather,
  intTensor,
  logSoftmax,
  matmul,
  mul,
  pad,
  reduceMean,
  reduceSum,
  reshape,
  sizeOf,
  slice,
  softmax,
  split,
  sub,
  transpose,
  type Value,
} from '../index.js';
import { type Drawn, extent, sum } from './drawn.js';
import { drawnWindows } from './drawn-windows.js';
import {
  at,
  broadcast,
  combined,
  concatenated,
  cut,
  filled,
  mapped,
  multiplied,
  type NaiveTensor,
  summed,
  transposed,
} from './naive.js';

const shape = fc.array(extent, { minLength: 1, maxLength: 4 });
const axisOf = (rank: number) => fc.integer({ min: 0, max: rank - 1 });

/** A shape, and two that broadcast to it: some extents 1, one of them without the first axes. */
const broadcastable = fc
  .array(fc.record({ size: extent, kept: fc.constantFrom('left', 'right', 'both') }), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((axes) =>
    fc
      .record({ drop: fc.integer({ min: 0, max: axes.length }), isSwapped: fc.boolean() })
      .map(({ drop, isSwapped }) => {
        const left = axes.map(({ size, kept }) => (kept === 'right' ? 1 : size));
        const right = axes.map(({ size, kept }) => (kept === 'left' ? 1 : size)).slice(drop);
        const result = left.map((size, axis) => Math.max(size, right[axis - drop] ?? 1));
        return { result, shapes: isSwapped ? [right, left] : [left, right] };
      }),
  );

const binary = (
  op: (a: Value, b: Value) => Value,
  combine: (a: number, b: number) => number,
): fc.Arbitrary<Drawn> =>
  broadcastable.map(({ result, shapes }) => ({
    shapes,
    build: ([a, b]) => op(a, b),
    naive: ([a, b]) => combined(result, combine, [a, b]),
  }));

const softmaxOf = (x: NaiveTensor, axis: number): NaiveTensor => {
  const powers = mapped(x, Math.exp);
  return combined(x.shape, (power, total) => power / total, [powers, summed(powers, [axis])]);
};

/** By the name of the op: shapes and options that fit. */
export const drawnOps: Readonly<Record<string, fc.Arbitrary<Drawn>>> = {
  add: binary(add, (a, b) => a + b),
  sub: binary(sub, (a, b) => a - b),
  mul: binary(mul, (a, b) => a * b),
  div: binary(
    (a, b) => div(a, add(mul(b, b), 1)),
    (a, b) => a / (b * b + 1),
  ),
  broadcastTo: broadcastable.map(({ result, shapes: [x = []] }) => ({
    shapes: [x],
    build: ([value]) => broadcastTo(value, result),
    naive: ([value]) => broadcast(result, value),
  })),
  concat: fc.tuple(shape, fc.array(extent, { minLength: 1, maxLength: 4 })).chain(([first, extents]) =>
    axisOf(first.length).map((axis) => ({
      shapes: extents.map((size) => first.with(axis, size)),
      build: (values) => concat(values, axis),
      naive: (values) => concatenated(values, axis),
    })),
  ),
  split: fc.tuple(shape, fc.array(extent, { minLength: 1, maxLength: 4 })).chain(([first, sizes]) =>
    axisOf(first.length).map((axis) => {
      const starts = sizes.map((_, index) => sum(sizes.slice(0, index)));
      return {
        shapes: [first.with(axis, sum(sizes))],
        build: ([x]) => concat(split(x, sizes, axis).toReversed(), axis),
        naive: ([x]) => {
          const pieces = sizes.map((size, index) =>
            cut(x, x.shape.map(() => 0).with(axis, starts[index] ?? 0), x.shape.with(axis, size)),
          );
          return concatenated(pieces.toReversed(), axis);
        },
      };
    }),
  ),
  slice: shape.chain((block) =>
    fc
      .array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: block.length, maxLength: block.length })
      .map((around) => {
        const starts = around.map(([before]) => before);
        const whole = block.map((size, axis) => size + sum(around[axis] ?? []));
        return {
          shapes: [whole],
          build: ([x]) => slice(x, starts, block),
          naive: ([x]) => cut(x, starts, block),
        };
      }),
  ),
  pad: shape.chain((block) =>
    fc
      .array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: block.length, maxLength: block.length })
      .map((around) => {
        const before = around.map(([rows]) => rows);
        const whole = block.map((size, axis) => size + sum(around[axis] ?? []));
        return {
          shapes: [block],
          build: ([x]) => pad(x, before, whole),
          naive: ([x]) =>
            cut(
              x,
              before.map((rows) => -rows),
              whole,
            ),
        };
      }),
  ),
  reshape: shape.chain((from) =>
    fc.shuffledSubarray(from, { minLength: from.length }).map((extents) => {
      const to = [...extents.slice(2), sizeOf(extents.slice(0, 2))];
      return {
        shapes: [from],
        build: ([x]) => reshape(x, to),
        naive: ([x]) => ({ shape: to, data: x.data }),
      };
    }),
  ),
  transpose: shape.chain((from) =>
    fc
      .shuffledSubarray(
        from.map((_, axis) => axis),
        { minLength: from.length },
      )
      .map((permutation) => ({
        shapes: [from],
        build: ([x]) => transpose(x, permutation),
        naive: ([x]) => transposed(x, permutation),
      })),
  ),
  reduceSum: shape.chain((from) =>
    fc.subarray(from.map((_, axis) => axis)).map((axes) => ({
      shapes: [from],
      build: ([x]) => reduceSum(x, axes, { keepDims: true }),
      naive: ([x]) => summed(x, axes),
    })),
  ),
  'reduceMean, axes gone': shape.chain((from) =>
    fc
      .subarray(
        from.map((_, axis) => axis),
        { minLength: 1 },
      )
      .map((axes) => {
        const kept = from.filter((_, axis) => !axes.includes(axis));
        return {
          shapes: [from],
          build: ([x]) => reduceMean(x, axes),
          naive: ([x]) => ({
            shape: kept,
            data: mapped(summed(x, axes), (total) => (total * sizeOf(kept)) / sizeOf(from)).data,
          }),
        };
      }),
  ),
  softmax: shape.chain((from) =>
    axisOf(from.length).map((axis) => ({
      shapes: [from],
      build: ([x]) => softmax(x, axis),
      naive: ([x]) => softmaxOf(x, axis),
    })),
  ),
  logSoftmax: shape.chain((from) =>
    axisOf(from.length).map((axis) => ({
      shapes: [from],
      build: ([x]) => logSoftmax(x, axis),
      naive: ([x]) => mapped(softmaxOf(x, axis), Math.log),
    })),
  ),
  gather: fc
    .tuple(extent, extent, shape, fc.array(fc.nat(), { minLength: 1, maxLength: 7 }))
    .map(([rows, width, of, draws]) => {
      const ids = Array.from({ length: sizeOf(of) }, (_, index) => (draws[index % draws.length] ?? 0) % rows);
      return {
        shapes: [[rows, width]],
        build: ([table]) => gather(table, constant(table.graph, intTensor(of, ids))),
        naive: ([table]) => {
          const picked = filled([ids.length, width], ([id = 0, column = 0]) =>
            at(table, [ids[id] ?? 0, column]),
          );
          return { shape: [...of, width], data: picked.data };
        },
      };
    }),
  matmul: fc
    .tuple(extent, extent, extent, extent, fc.boolean(), fc.boolean())
    .map(([batch, m, k, n, transposeA, transposeB]) => ({
      shapes: [transposeA ? [batch, k, m] : [batch, m, k], transposeB ? [batch, n, k] : [batch, k, n]],
      build: ([a, b]) => matmul(a, b, { transposeA, transposeB }),
      naive: ([a, b]) => {
        const turned = (x: NaiveTensor, isTurned: boolean) => (isTurned ? transposed(x, [0, 2, 1]) : x);
        return multiplied(turned(a, transposeA), turned(b, transposeB));
      },
    })),
  ...drawnWindows,
};
