import type { Value } from '../graph.js';
import { formatShape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** Sum of one or more values of one shape: how gradients that meet at a value are added. */
export function addN(values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (!first) throw new TensorError('INVALID_ARGUMENT', 'addN: needs at least one operand');
  for (const value of values) {
    requireDType('addN', value, 'float32');
    if (!sameShape(first.shape, value.shape)) {
      throw new TensorError(
        'SHAPE_MISMATCH',
        `addN: shapes ${formatShape(first.shape)} and ${formatShape(value.shape)} differ`,
      );
    }
  }
  if (others.length === 0) return first;
  return first.graph.apply('addN', values, {}, [first]).outputs[0];
}

export const addNVjp: Vjp<'addN'> = ({ inputs }, [dy]) => inputs.map(() => dy);
