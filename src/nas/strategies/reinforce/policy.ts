import {
  add,
  exp,
  logSoftmax,
  matmul,
  mul,
  neg,
  oneHot,
  reduceSum,
  type Value,
} from '../../../tensor/index.js';
import { type Parameters, parameterOf } from './parameters.js';

/** Log-probabilities [rows, choices] by the softmax head of a type, from the last layer's hidden state [rows, units]. */
export function policyOf(parameters: Parameters, type: string, hidden: Value, temperature: number): Value {
  const weights = parameterOf(parameters, `head.${type}.weights`);
  const logits = add(matmul(hidden, weights), parameterOf(parameters, `head.${type}.bias`));
  return logSoftmax(temperature === 1 ? logits : mul(logits, 1 / temperature), 1);
}

/** Log-probability of each row's token, [rows, 1]; tokens are int64 [rows]. */
export const logProbabilityOf = (policy: Value, tokens: Value): Value =>
  sumOfRow(mul(policy, oneHot(tokens, policy.shape[1] ?? 1)));

/** Entropy of each row in nats, [rows, 1]. */
export const entropyOf = (policy: Value): Value => neg(sumOfRow(mul(exp(policy), policy)));

const sumOfRow = (value: Value): Value => reduceSum(value, [1], { keepDims: true });
