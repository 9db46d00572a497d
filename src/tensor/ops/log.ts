import type { Value } from '../graph.js';
import { div } from './div.js';
import { unary } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** Natural logarithm. Any shape; NaN below 0. */
export function log(x: Value): Value {
  return unary('log', x, {});
}

export const logVjp: Vjp<'log'> = ({ inputs: [x] }, [dy]) => [div(dy, x)];
