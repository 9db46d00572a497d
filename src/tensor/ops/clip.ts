import type { Value } from '../graph.js';
import { TensorError } from '../tensor-error.js';
import { unary } from './elementwise.js';
import { equal } from './equal.js';
import { mul } from './mul.js';
import type { Vjp } from './vjp.js';

/** x held between `minimum` and `maximum`. Any shape; the gradient passes at the bounds and between. */
export function clip(x: Value, minimum: number, maximum: number): Value {
  if (!(minimum <= maximum)) {
    throw new TensorError(
      'INVALID_ARGUMENT',
      `clip: minimum ${minimum} must not be above maximum ${maximum}`,
    );
  }
  return unary('clip', x, { minimum, maximum });
}

export const clipVjp: Vjp<'clip'> = ({ inputs: [x], outputs: [y] }, [dy]) => [mul(dy, equal(x, y))];
