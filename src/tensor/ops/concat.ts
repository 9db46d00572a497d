import type { Value } from '../graph.js';
import { extentOf, formatShape, resolveAxis } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** Values one after the other along `axis`; all other extents must agree. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first, ...others] = values;
  if (!first) throw new TensorError('INVALID_ARGUMENT', 'concat: needs at least one operand');
  const along = resolveAxis('concat', first.shape, axis);
  for (const value of others) {
    requireDType('concat', value, first.dtype);
    const fits =
      value.shape.length === first.shape.length &&
      value.shape.every((extent, index) => index === along || extent === first.shape[index]);
    if (!fits) {
      throw new TensorError(
        'SHAPE_MISMATCH',
        `concat: shapes ${formatShape(first.shape)} and ${formatShape(value.shape)} differ beside axis ${along}`,
      );
    }
  }
  if (others.length === 0) return first;
  const total = values.reduce((sum, value) => sum + extentOf(value.shape, along), 0);
  const shape = first.shape.with(along, total);
  return first.graph.apply('concat', values, { axis: along }, [{ shape, dtype: first.dtype }]).outputs[0];
}

export const concatVjp: Vjp<'concat'> = ({ inputs, attributes: { axis } }, [dy]) =>
  split(
    dy,
    inputs.map((input) => extentOf(input.shape, axis)),
    axis,
  );

/** `x` cut along `axis` into pieces of the given sizes, which must add up to its extent. */
export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const along = resolveAxis('split', x.shape, axis);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total !== x.shape[along] || !sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `split: sizes ${formatShape(sizes)} do not cut axis ${along} of ${formatShape(x.shape)}`,
    );
  }
  if (sizes.length === 1) return [x];
  const pieces = sizes.map((size) => ({ shape: x.shape.with(along, size), dtype: x.dtype }));
  return x.graph.apply('split', [x], { axis: along, sizes }, pieces).outputs;
}

export const splitVjp: Vjp<'split'> = ({ attributes: { axis } }, dys) => [concat(dys, axis)];
