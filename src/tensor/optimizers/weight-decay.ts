import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { mul } from '../ops/mul.js';

/** A variable with the gradient of the loss with respect to it. */
export interface VariableGradient {
  readonly variable: Value;
  readonly gradient: Value;
  /** Whether the optimizer's weight decay is for this variable too. Default true. */
  readonly isDecayed?: boolean;
}

/** The optimizer's weight decay, as far as it is for this variable. */
export function decayOf({ isDecayed = true }: VariableGradient, weightDecay = 0): number {
  return isDecayed ? weightDecay : 0;
}

/** The gradient of the loss plus that of weightDecay / 2 times the squared norm of the variables. */
export function withPenalty(
  { values, gradient }: { readonly values: Value; readonly gradient: Value },
  weightDecay: number,
): Value {
  return weightDecay === 0 ? gradient : add(gradient, mul(values, weightDecay));
}
