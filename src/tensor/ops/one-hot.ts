import type { Value } from '../graph.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** int64 ids of any shape -> float32 [...shape, depth] with a 1 at each id; a row of zeros for an id of depth or more. */
export function oneHot(ids: Value, depth: number): Value {
  requireDType('oneHot', ids, 'int64');
  if (!Number.isInteger(depth) || depth < 1) {
    throw new TensorError('INVALID_ARGUMENT', `oneHot: depth ${depth} must be a positive integer`);
  }
  const shape = [...ids.shape, depth];
  return ids.graph.apply('oneHot', [ids], { depth }, [{ shape, dtype: 'float32' }]).outputs[0];
}

export const oneHotVjp: Vjp<'oneHot'> = () => [undefined];
