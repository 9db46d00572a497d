import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { argMax } from '../ops/arg-max.js';

/**
 * A sample of the categorical distribution softmax(logits) along the last axis, as int64 ids: the argmax
 * of logits + noise, where `noise`, of the logits' shape, holds -log(-log(u)) of independent uniform u
 * (Gumbel, 1954). The noise is an input so that a seeded generator decides and every runtime agrees.
 */
export function gumbelMax(logits: Value, noise: Value): Value {
  return argMax(add(logits, noise), -1);
}
