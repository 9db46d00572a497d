import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import { neg } from './neg.js';
import { sumTo } from './reduce-sum.js';
import type { Vjp } from './vjp.js';

/** a - b, broadcast. */
export function sub(...operands: Operands): Value {
  return binary('sub', operands);
}

export const subVjp: Vjp<'sub'> = ({ inputs: [a, b] }, [dy]) => [sumTo(dy, a.shape), neg(sumTo(dy, b.shape))];
