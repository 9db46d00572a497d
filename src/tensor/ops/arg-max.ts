import type { Value } from '../graph.js';
import { resolveAxis } from '../shape.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** int64 index of the largest element along `axis`, which goes; of equal ones the first. No gradient. */
export function argMax(x: Value, axis: number): Value {
  requireDType('argMax', x, 'float32');
  const along = resolveAxis('argMax', x.shape, axis);
  const shape = x.shape.filter((_, index) => index !== along);
  return x.graph.apply('argMax', [x], { axis: along }, [{ shape, dtype: 'int64' }]).outputs[0];
}

export const argMaxVjp: Vjp<'argMax'> = () => [undefined];
