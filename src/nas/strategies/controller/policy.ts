import {
  add,
  exp,
  logSoftmax,
  matmul,
  mul,
  neg,
  oneHot,
  reduceSum,
  tanh,
  type Value,
} from '../../../tensor/index.js';
import { type Parameters, parameterOf } from './sequence-network.js';

/** How logits become a distribution: c tanh(logit / temperature), without tanh where there is no c (Bello et al., ICLR 2017). */
export interface LogitOptions {
  readonly temperature: number;
  readonly tanhConstant: number | null;
}

export function adjusted(logits: Value, { temperature, tanhConstant }: LogitOptions): Value {
  const cooled = temperature === 1 ? logits : mul(logits, 1 / temperature);
  return tanhConstant === null ? cooled : mul(tanh(cooled), tanhConstant);
}

/** Log-probabilities [rows, choices] by the softmax head of a type, from the last layer's hidden state [rows, units]. */
export function policyOf(parameters: Parameters, type: string, hidden: Value, options: LogitOptions): Value {
  const weights = parameterOf(parameters, `head.${type}.weights`);
  const logits = add(matmul(hidden, weights), parameterOf(parameters, `head.${type}.bias`));
  return logSoftmax(adjusted(logits, options), 1);
}

/** Log-probability of each token, [..., 1] for a policy [..., choices] and int64 tokens [...]. */
export const logProbabilityOf = (policy: Value, tokens: Value): Value =>
  sumOfLast(mul(policy, oneHot(tokens, policy.shape.at(-1) ?? 1)));

/** Entropy of each row in nats, [..., 1]. */
export const entropyOf = (policy: Value): Value => neg(sumOfLast(mul(exp(policy), policy)));

const sumOfLast = (value: Value): Value => reduceSum(value, [-1], { keepDims: true });
