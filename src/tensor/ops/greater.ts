import type { Value } from '../graph.js';
import { binary, type Operands } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** 1 where a > b, else 0, as float32; broadcast, without gradient. */
export function greater(...operands: Operands): Value {
  return binary('greater', operands);
}

export const greaterVjp: Vjp<'greater'> = () => [undefined, undefined];
