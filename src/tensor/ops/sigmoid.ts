import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import { sub } from './sub.js';
import type { Vjp } from './vjp.js';

/** 1 / (1 + exp(-x)). Any shape. */
export function sigmoid(x: Value): Value {
  return unary('sigmoid', x, {});
}

export const sigmoidVjp: Vjp<'sigmoid'> = ({ outputs: [y] }, [dy]) => [mul(dy, mul(y, sub(1, y)))];
