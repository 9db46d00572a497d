import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  concat,
  conv2d,
  Graph,
  gather,
  matmul,
  maxPool,
  reshape,
  slice,
  TensorError,
  type Value,
} from '../index.js';

const extent = fc.integer({ min: 1, max: 5 });

/** Two shapes that broadcast, and what they give: some axes of each are 1, and one may lack the first axes. */
const broadcastable = fc
  .array(fc.record({ size: extent, left: fc.boolean(), right: fc.boolean() }), { maxLength: 4 })
  .chain((axes) =>
    fc
      .record({ drop: fc.integer({ min: 0, max: axes.length }), fromLeft: fc.boolean() })
      .map(({ drop, fromLeft }) => {
        const result = axes.map(({ size, left, right }) => (left && right ? 1 : size));
        const left = axes.map(({ size, left: one }) => (one ? 1 : size));
        const right = axes.map(({ size, right: one }) => (one ? 1 : size));
        return fromLeft
          ? { left: left.slice(drop), right, result: shapeOf(left.slice(drop), right, result) }
          : { left, right: right.slice(drop), result: shapeOf(left, right.slice(drop), result) };
      }),
  );

/** Broadcasting, written from its definition: align at the end, 1 gives way. */
function shapeOf(a: readonly number[], b: readonly number[], axes: readonly number[]): number[] {
  return axes.map((_, axis) => {
    const back = axes.length - axis;
    return Math.max(a.at(-back) ?? 1, b.at(-back) ?? 1);
  });
}

const refusal = (build: (graph: Graph) => Value): TensorError => {
  try {
    build(new Graph());
  } catch (error) {
    if (error instanceof TensorError) return error;
    throw error;
  }
  throw new Error('the op took what it must refuse');
};

describe('shapes', () => {
  it('broadcast as NumPy does', () => {
    fc.assert(
      fc.property(broadcastable, ({ left, right, result }) => {
        const graph = new Graph();
        expect(add(graph.input('a', left), graph.input('b', right)).shape).toEqual(result);
      }),
    );
  });

  it("of a convolution follow the filter, its stride and its dilation; 'same' divides the map by the stride", () => {
    const sizes = fc.record({
      height: fc.integer({ min: 1, max: 9 }),
      width: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(
        sizes,
        extent,
        extent,
        extent,
        extent,
        ({ height, width }, kernel, stride, dilation, filters) => {
          const graph = new Graph();
          const x = graph.input('x', [2, 3, height, width]);
          const filter = graph.input('filter', [filters, 3, kernel, kernel]);
          const options = { strides: stride, dilations: dilation };
          const up = (size: number) => Math.ceil(size / stride);
          expect(conv2d(x, filter, options).shape).toEqual([2, filters, up(height), up(width)]);
          const reach = (kernel - 1) * dilation + 1;
          if (reach > Math.min(height, width)) return;
          const slid = (size: number) => Math.floor((size - reach) / stride) + 1;
          const valid = conv2d(x, filter, { ...options, padding: 'valid' });
          expect(valid.shape).toEqual([2, filters, slid(height), slid(width)]);
        },
      ),
    );
  });

  it.each<[string, (graph: Graph) => Value, RegExp]>([
    ['add', (g) => add(g.input('a', [2, 3]), g.input('b', [4, 3])), /add.*\[2, 3\].*\[4, 3\]/],
    ['matmul', (g) => matmul(g.input('a', [2, 3]), g.input('b', [4, 5])), /matmul.*\[2, 3\].*\[4, 5\]/],
    [
      'conv2d',
      (g) => conv2d(g.input('a', [1, 3, 8, 8]), g.input('b', [4, 2, 3, 3])),
      /conv2d.*\[1, 3, 8, 8\].*\[4, 2, 3, 3\]/,
    ],
    ['reshape', (g) => reshape(g.input('a', [2, 3]), [4]), /reshape.*\[2, 3\].*\[4\]/],
    ['concat', (g) => concat([g.input('a', [2, 3]), g.input('b', [3, 3])], 1), /concat.*\[2, 3\].*\[3, 3\]/],
    ['slice', (g) => slice(g.input('a', [2, 3]), [1, 1], [2, 2]), /slice.*\[2, 2\].*\[2, 3\]/],
    ['maxPool', (g) => maxPool(g.input('a', [2, 3]), { window: 2 }), /maxPool.*\[2, 3\]/],
    ['gather', (g) => gather(g.input('a', [2, 3]), g.input('ids', [1])), /gather.*int64/],
  ])('%s that cannot be built says which op and which shapes', (_name, build, message) => {
    expect(refusal(build).message).toMatch(message);
  });

  it('of different graphs do not mix', () => {
    const other = new Graph().input('b', [1]);
    expect(refusal((graph) => add(graph.input('a', [1]), other)).code).toBe('GRAPH_MISMATCH');
  });
});
