import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import { sub } from './sub.js';
import type { Vjp } from './vjp.js';

/** Hyperbolic tangent. Any shape. */
export function tanh(x: Value): Value {
  return unary('tanh', x, {});
}

export const tanhVjp: Vjp<'tanh'> = ({ outputs: [y] }, [dy]) => [mul(dy, sub(1, mul(y, y)))];
