import type { Value } from '../graph.js';
import { extentOf, formatShape, sizeOf } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { matmul } from './matmul.js';
import { oneHot } from './one-hot.js';
import { reshape } from './reshape.js';
import type { Vjp } from './vjp.js';

/**
 * Rows of an embedding table: table [n, d], int64 ids of any shape, each in 0..n-1 -> [...ids, d]. An id of n or more is found
 * out when the graph runs, on a processor (RUN_FAILED).
 */
export function gather(table: Value, ids: Value): Value {
  requireDType('gather', table, 'float32');
  requireDType('gather', ids, 'int64');
  if (table.shape.length !== 2) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `gather: the table must be [rows, columns], got ${formatShape(table.shape)} with ids ${formatShape(ids.shape)}`,
    );
  }
  const shape = [...ids.shape, extentOf(table.shape, 1)];
  return table.graph.apply('gather', [table, ids], {}, [{ shape, dtype: 'float32' }]).outputs[0];
}

/** Adds each row's gradient to the row of its id, as the product of the one-hot matrix and dy. */
export const gatherVjp: Vjp<'gather'> = ({ inputs: [table, ids] }, [dy]) => {
  const count = sizeOf(ids.shape);
  const picked = oneHot(reshape(ids, [count]), extentOf(table.shape, 0));
  const rows = reshape(dy, [count, extentOf(table.shape, 1)]);
  return [matmul(picked, rows, { transposeA: true }), undefined];
};
