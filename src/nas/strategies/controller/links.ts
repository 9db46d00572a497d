import {
  add,
  concat,
  constant,
  div,
  exp,
  floatTensor,
  logSoftmax,
  matmul,
  mul,
  oneHot,
  reduceSum,
  reshape,
  type Shape,
  slice,
  tanh,
  type Value,
} from '../../../tensor/index.js';
import { adjusted, entropyOf, type LogitOptions, logProbabilityOf } from './policy.js';
import { type Parameters, parameterOf } from './sequence-network.js';

/** Parameters of the anchor points: W_prev, W_curr and v of section 3.3, and an embedding of each link. */
export const linkParameterShapes = (units: number, links: number): [string, Shape][] => [
  ['anchor.previous', [units, units]],
  ['anchor.current', [units, units]],
  ['anchor.attention', [units]],
  ['anchor.embedding', [links, units]],
];

export const linkPrevious = (parameters: Parameters, hidden: Value): Value =>
  matmul(hidden, parameterOf(parameters, 'anchor.previous'));

export const linkCurrent = (parameters: Parameters, hidden: Value): Value =>
  matmul(hidden, parameterOf(parameters, 'anchor.current'));

/**
 * P(layer j is an input of this one) = sigmoid(v' tanh(W_prev h_j + W_curr h)) (Zoph & Le, equation 7), as
 * log-probabilities of no and yes: `previous` [..., links, units], `current` [..., 1, units] -> [..., links, 2].
 */
export function linkPolicy(
  parameters: Parameters,
  previous: Value,
  current: Value,
  options: LogitOptions,
): Value {
  const attention = parameterOf(parameters, 'anchor.attention');
  const logits = reduceSum(mul(tanh(add(previous, current)), attention), [-1], { keepDims: true });
  const yes = adjusted(logits, options);
  return logSoftmax(concat([mul(yes, 0), yes], yes.shape.length - 1), -1);
}

/** Scores of links [..., links]: int64 tokens, and a mask that is 0 where there is no earlier layer. */
export function scoreLinks(policy: Value, tokens: Value, mask: Value) {
  const masked = (scores: Value) => mul(reshape(scores, tokens.shape), mask);
  return {
    logProbabilities: masked(logProbabilityOf(policy, tokens)),
    entropies: masked(entropyOf(policy)),
  };
}

/** Divergence, in nats, of each link's distribution from one that takes with probability `target`: [..., links, 2] -> [..., links]. */
export function linkDivergence(policy: Value, target: number, mask: Value): Value {
  const goal = constant(policy.graph, floatTensor([2], [Math.log(1 - target), Math.log(target)]));
  const terms = mul(exp(policy), add(policy, mul(goal, -1)));
  return mul(reduceSum(terms, [-1]), mask);
}

/**
 * What the step after an anchor reads: the mean of a vector of zeros and the embeddings of the links that were taken.
 * The paper leaves it open. `taken` [rows, links] of 0 and 1 -> [rows, units].
 */
export function linkEmbedding(parameters: Parameters, taken: Value): Value {
  const count = add(reduceSum(taken, [1], { keepDims: true }), 1);
  return div(matmul(taken, parameterOf(parameters, 'anchor.embedding')), count);
}

/** 1 where the token says yes, else 0: int64 [...] to float32. */
export function takenLinks(tokens: Value): Value {
  const bits = oneHot(tokens, 2);
  const starts = bits.shape.map((_, axis) => (axis === bits.shape.length - 1 ? 1 : 0));
  return reshape(slice(bits, starts, [...tokens.shape, 1]), tokens.shape);
}
