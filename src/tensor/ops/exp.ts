import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import type { Vjp } from './vjp.js';

/** e to the power of x. Any shape. */
export function exp(x: Value): Value {
  return unary('exp', x, {});
}

export const expVjp: Vjp<'exp'> = ({ outputs: [y] }, [dy]) => [mul(dy, y)];
