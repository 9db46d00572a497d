import type { Value } from '../graph.js';
import { greater } from '../ops/greater.js';
import { mul } from '../ops/mul.js';
import { TensorError } from '../tensor-error.js';

/**
 * x with each element set to 0 with probability `rate` and the others divided by 1 - rate (Srivastava et al., JMLR 2014,
 * in the form that needs no correction afterwards). `noise`, of x's shape, is uniform in [0, 1): an input, so that a
 * seeded generator decides and every runtime agrees. rate in [0, 1).
 */
export function dropout(x: Value, noise: Value, rate: number): Value {
  if (!(rate >= 0 && rate < 1)) {
    throw new TensorError('INVALID_ARGUMENT', `dropout: rate ${rate} must be from 0 to below 1`);
  }
  return rate === 0 ? x : mul(x, mul(bernoulli(1 - rate, noise), 1 / (1 - rate)));
}

/** 1 with the given probability, else 0: where the probability is above `noise`, uniform in [0, 1). No gradient. */
export function bernoulli(probability: Value | number, noise: Value): Value {
  return typeof probability === 'number' ? greater(probability, noise) : greater(probability, noise);
}
