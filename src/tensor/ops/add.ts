import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import { sumTo } from './reduce-sum.js';
import type { Vjp } from './vjp.js';

/** a + b, broadcast. */
export function add(...operands: Operands): Value {
  return binary('add', operands);
}

export const addVjp: Vjp<'add'> = ({ inputs: [a, b] }, [dy]) => [sumTo(dy, a.shape), sumTo(dy, b.shape)];
