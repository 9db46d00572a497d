import type { Value } from '../graph.js';
import { resolveAxis } from '../shape.js';
import { unary } from './elementwise.js';
import { mul } from './mul.js';
import { reduceSum } from './reduce-sum.js';
import { sub } from './sub.js';
import type { Vjp } from './vjp.js';

/** exp(x) / sum exp(x) along `axis` (default: the last). */
export function softmax(x: Value, axis = -1): Value {
  return unary('softmax', x, { axis: resolveAxis('softmax', x.shape, axis) });
}

export const softmaxVjp: Vjp<'softmax'> = ({ outputs: [y], attributes: { axis } }, [dy]) => [
  mul(y, sub(dy, reduceSum(mul(dy, y), [axis], { keepDims: true }))),
];
