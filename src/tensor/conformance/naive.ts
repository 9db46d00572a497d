import { type Shape, sizeOf } from '../index.js';

/** Numbers in double precision, row-major. */
export interface NaiveTensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

type Index = readonly number[];

/** The tensor whose element at each index `valueAt` gives. */
export function filled(shape: Shape, valueAt: (index: Index) => number): NaiveTensor {
  const index = shape.map(() => 0);
  const data = Float64Array.from({ length: sizeOf(shape) }, () => {
    const value = valueAt(index);
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis] = ((index[axis] ?? 0) + 1) % (shape[axis] ?? 1);
      if (index[axis] !== 0) break;
    }
    return value;
  });
  return { shape, data };
}

export function at({ shape, data }: NaiveTensor, index: Index): number {
  return (
    data[index.reduce((offset, position, axis) => offset * (shape[axis] ?? 1) + position, 0)] ?? Number.NaN
  );
}

/** An element, or `outside` where the index lies beyond the tensor. */
function atOr(x: NaiveTensor, index: Index, outside: number): number {
  const isInside = index.every((position, axis) => position >= 0 && position < (x.shape[axis] ?? 0));
  return isInside ? at(x, index) : outside;
}

/** Aligned at the last axis; an extent of 1 is repeated. */
const atBroadcast = (x: NaiveTensor, index: Index): number =>
  at(
    x,
    x.shape.map((extent, axis) => (extent === 1 ? 0 : (index[axis + index.length - x.shape.length] ?? 0))),
  );

export const combined = (
  shape: Shape,
  combine: (a: number, b: number) => number,
  [a, b]: readonly [NaiveTensor, NaiveTensor],
): NaiveTensor => filled(shape, (index) => combine(atBroadcast(a, index), atBroadcast(b, index)));

export const broadcast = (shape: Shape, x: NaiveTensor): NaiveTensor =>
  filled(shape, (index) => atBroadcast(x, index));

export const mapped = ({ shape, data }: NaiveTensor, change: (x: number) => number): NaiveTensor => ({
  shape,
  data: data.map(change),
});

export function concatenated(parts: readonly NaiveTensor[], axis: number): NaiveTensor {
  const [first] = parts;
  const total = parts.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
  return filled((first?.shape ?? []).with(axis, total), (index) => {
    let position = index[axis] ?? 0;
    for (const part of parts) {
      const extent = part.shape[axis] ?? 0;
      if (position < extent) return at(part, index.with(axis, position));
      position -= extent;
    }
    return Number.NaN;
  });
}

/** The block of `shape` at `starts`, zeros where it lies beyond the tensor. */
export const cut = (x: NaiveTensor, starts: Index, shape: Shape): NaiveTensor =>
  filled(shape, (index) =>
    atOr(
      x,
      index.map((position, axis) => position + (starts[axis] ?? 0)),
      0,
    ),
  );

export const transposed = (x: NaiveTensor, permutation: Index): NaiveTensor =>
  filled(
    permutation.map((axis) => x.shape[axis] ?? 0),
    (index) =>
      at(
        x,
        x.shape.map((_, axis) => index[permutation.indexOf(axis)] ?? 0),
      ),
  );

/** Sums over `axes`, which stay with extent 1. */
export const summed = (x: NaiveTensor, axes: readonly number[]): NaiveTensor => {
  const counts = filled(
    x.shape.map((extent, axis) => (axes.includes(axis) ? extent : 1)),
    () => 0,
  );
  return filled(
    x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)),
    (index) =>
      filled(counts.shape, (inner) =>
        at(
          x,
          index.map((position, axis) => position + (inner[axis] ?? 0)),
        ),
      ).data.reduce((sum, value) => sum + value, 0),
  );
};

/** [batch, m, k] x [batch, k, n]. */
export const multiplied = (a: NaiveTensor, b: NaiveTensor): NaiveTensor =>
  filled([a.shape[0] ?? 0, a.shape[1] ?? 0, b.shape[2] ?? 0], ([batch = 0, row = 0, column = 0]) => {
    let sum = 0;
    for (let k = 0; k < (a.shape[2] ?? 0); k += 1) sum += at(a, [batch, row, k]) * at(b, [batch, k, column]);
    return sum;
  });

/** Windows along one axis: how they slide, and what lies before the first element. */
export interface Sliding {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
  readonly isSame: boolean;
}

/** Positions of the windows on an extent, and how far the first begins before it. */
export function slid(
  extent: number,
  { size, stride, dilation, isSame }: Sliding,
): [count: number, before: number] {
  const span = (size - 1) * dilation + 1;
  if (!isSame) return [Math.floor((extent - span) / stride) + 1, 0];
  const count = Math.ceil(extent / stride);
  return [count, Math.floor(Math.max((count - 1) * stride + span - extent, 0) / 2)];
}

/** Elements that the window at [row, column] covers in a plane, and where it has them; none in the padding. */
function covered(x: NaiveTensor, [n, c, row, column]: Index, rows: Sliding, columns: Sliding) {
  const [top, left] = [slid(x.shape[2] ?? 0, rows)[1], slid(x.shape[3] ?? 0, columns)[1]];
  const found: { value: number; y: number; x: number }[] = [];
  for (let i = 0; i < rows.size; i += 1) {
    for (let j = 0; j < columns.size; j += 1) {
      const y = (row ?? 0) * rows.stride - top + i * rows.dilation;
      const z = (column ?? 0) * columns.stride - left + j * columns.dilation;
      const value = atOr(x, [n ?? 0, c ?? 0, y, z], Number.NaN);
      if (!Number.isNaN(value)) found.push({ value, y: i, x: j });
    }
  }
  return found;
}

const slidShape = (shape: Shape, channels: number, rows: Sliding, columns: Sliding): Shape => [
  shape[0] ?? 0,
  channels,
  slid(shape[2] ?? 0, rows)[0],
  slid(shape[3] ?? 0, columns)[0],
];

export function convolved(
  x: NaiveTensor,
  filter: NaiveTensor,
  groups: number,
  [rows, columns]: readonly [Sliding, Sliding],
): NaiveTensor {
  const [outputs = 0, perGroup = 0] = filter.shape;
  return filled(slidShape(x.shape, outputs, rows, columns), ([n = 0, o = 0, ...place]) => {
    const group = Math.floor(o / (outputs / groups));
    let sum = 0;
    for (let c = 0; c < perGroup; c += 1) {
      for (const { value, y, x: column } of covered(x, [n, group * perGroup + c, ...place], rows, columns))
        sum += value * at(filter, [o, c, y, column]);
    }
    return sum;
  });
}

export const pooled = (
  x: NaiveTensor,
  [rows, columns]: readonly [Sliding, Sliding],
  reduce: (values: readonly number[]) => number,
): NaiveTensor =>
  filled(slidShape(x.shape, x.shape[1] ?? 0, rows, columns), (index) =>
    reduce(covered(x, index, rows, columns).map(({ value }) => value)),
  );
