import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { mul } from '../ops/mul.js';

/** A variable with the gradient of the loss with respect to it. */
export interface VariableGradient {
  readonly variable: Value;
  readonly gradient: Value;
}

/** The gradient of the loss plus that of weightDecay / 2 times the squared norm of the variable. */
export function decayed(gradient: Value, variable: Value, weightDecay: number): Value {
  return weightDecay === 0 ? gradient : add(gradient, mul(variable, weightDecay));
}
