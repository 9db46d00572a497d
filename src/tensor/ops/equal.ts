import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** 1 where a = b, else 0, as float32, of two float32 or two int64 operands; broadcast, without gradient. */
export function equal(...operands: Operands): Value {
  return binary('equal', operands);
}

export const equalVjp: Vjp<'equal'> = () => [undefined, undefined];
