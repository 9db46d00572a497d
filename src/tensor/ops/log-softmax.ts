import type { Value } from '../graph.js';
import { resolveAxis } from '../shape.js';
import { unary } from './elementwise.js';
import { exp } from './exp.js';
import { mul } from './mul.js';
import { reduceSum } from './reduce-sum.js';
import { sub } from './sub.js';
import type { Vjp } from './vjp.js';

/** x - log(sum exp(x)) along `axis` (default: the last), without overflow. */
export function logSoftmax(x: Value, axis = -1): Value {
  return unary('logSoftmax', x, { axis: resolveAxis('logSoftmax', x.shape, axis) });
}

export const logSoftmaxVjp: Vjp<'logSoftmax'> = ({ outputs: [y], attributes: { axis } }, [dy]) => [
  sub(dy, mul(exp(y), reduceSum(dy, [axis], { keepDims: true }))),
];
