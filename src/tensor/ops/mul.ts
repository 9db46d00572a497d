import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import { sumTo } from './reduce-sum.js';
import type { Vjp } from './vjp.js';

/** a * b element by element, broadcast. */
export function mul(...operands: Operands): Value {
  return binary('mul', operands);
}

export const mulVjp: Vjp<'mul'> = ({ inputs: [a, b] }, [dy]) => [
  sumTo(mul(dy, b), a.shape),
  sumTo(mul(dy, a), b.shape),
];
