import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Shape, sizeOf } from '../index.js';
import { type Drawn, type Naives, sum, type Values } from './drawn.js';
import { drawnOps } from './drawn-ops.js';
import { distance } from './golden.js';
import type { NaiveTensor } from './naive.js';
import { runWithGradients } from './run-with-gradients.js';
import { runtimes } from './runtimes.js';

/** Different multiples of a power of 2 in -2..2, in no order, so that a maximum is one element and float32 holds each. */
function operand(of: Shape, seed: number): NaiveTensor {
  const size = sizeOf(of);
  const ranks = Array.from({ length: size }, (_, index) => index).sort(
    (a, b) => Math.sin(12.9898 * (a + 1 + 97 * seed)) - Math.sin(12.9898 * (b + 1 + 97 * seed)),
  );
  const step = 2 ** (1 - Math.floor(Math.log2(size)));
  return { shape: of, data: Float64Array.from(ranks, (rank) => (rank - size / 2) * step) };
}

const dot = (a: NaiveTensor, b: NaiveTensor) =>
  sum(Array.from(a.data, (value, index) => value * (b.data[index] ?? 0)));
const golden = ({ shape: of, data }: NaiveTensor) => ({ shape: of, data: [...data] });

/** In double precision: far below the distance of two elements, far above what rounding leaves. */
const STEP = 1e-5;

/** How the weighted result changes as operand `index` moves along `way`: central differences of the definition. */
function slopeOf(
  { naive }: Drawn,
  operands: Naives,
  weights: NaiveTensor,
  index: number,
  way: NaiveTensor,
): number {
  const moved = (by: number) => {
    const data = operands[index]?.data.map((value, element) => value + by * (way.data[element] ?? 0));
    return naive(operands.with(index, { shape: way.shape, data: data ?? way.data }) as unknown as Naives);
  };
  return (dot(moved(STEP), weights) - dot(moved(-STEP), weights)) / (2 * STEP);
}

describe.each(runtimes)('ops on shapes at random, on $name', (runtime) => {
  it.each(Object.entries(drawnOps))(
    '%s: values and gradients are those of its definition',
    async (_name, drawn) => {
      await fc.assert(
        fc.asyncProperty(drawn, async (one) => {
          const operands = one.shapes.map((of, index) => operand(of, index)) as unknown as Naives;
          const expected = one.naive(operands);
          const weights = operand(expected.shape, 3);
          const named = Object.fromEntries(operands.map((x, index) => [`x${index}`, golden(x)]));
          const results = await runWithGradients(runtime, named, { y: golden(weights) }, (values) => ({
            y: one.build(Object.values(values) as unknown as Values),
          }));
          expect(results['out y']?.shape).toEqual(expected.shape);
          expect(distance(results['out y'], golden(expected))).toBeLessThan(1e-4);
          for (const [index, { shape: of }] of operands.entries()) {
            const way = operand(of, 5);
            const gradient = {
              shape: of,
              data: Float64Array.from(results[`d x${index}`]?.data ?? [], Number),
            };
            const wanted = slopeOf(one, operands, weights, index, way);
            const apart = Math.abs(dot(gradient, way) - wanted) / (1 + Math.abs(wanted));
            expect(apart, `slope of operand ${index}`).toBeLessThan(1e-3);
          }
        }),
        { numRuns: 12 },
      );
    },
  );
});
