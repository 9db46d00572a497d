import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import type { Vjp } from './vjp.js';

/** x * x. Any shape. */
export function square(x: Value): Value {
  return unary('square', x, {});
}

export const squareVjp: Vjp<'square'> = ({ inputs: [x] }, [dy]) => [mul(dy, mul(x, 2))];
