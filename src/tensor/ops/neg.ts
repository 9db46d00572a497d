import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** -x. Any shape. */
export function neg(x: Value): Value {
  return unary('neg', x, {});
}

export const negVjp: Vjp<'neg'> = (_, [dy]) => [neg(dy)];
