import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import { mul } from './mul.js';
import { neg } from './neg.js';
import { sumTo } from './reduce-sum.js';
import type { Vjp } from './vjp.js';

/** a / b element by element, broadcast. */
export function div(...operands: Operands): Value {
  return binary('div', operands);
}

export const divVjp: Vjp<'div'> = ({ inputs: [a, b], outputs: [y] }, [dy]) => {
  const da = div(dy, b);
  return [sumTo(da, a.shape), neg(sumTo(mul(da, y), b.shape))];
};
