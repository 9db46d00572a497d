import type { Value } from '../graph.js';
import { div } from './div.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import type { Vjp } from './vjp.js';

/** Square root. Any shape; NaN below 0, infinite gradient at 0. */
export function sqrt(x: Value): Value {
  return unary('sqrt', x, {});
}

export const sqrtVjp: Vjp<'sqrt'> = ({ outputs: [y] }, [dy]) => [div(dy, mul(y, 2))];
