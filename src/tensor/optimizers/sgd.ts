import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { mul } from '../ops/mul.js';
import { sub } from '../ops/sub.js';
import { type FlatVariables, flatten } from './flat-variables.js';
import { type VariableGradient, withPenalty } from './weight-decay.js';

export interface SgdOptions {
  readonly kind: 'sgd';
  /** Scalar value, usually a graph input, so that the schedule is the caller's affair. */
  readonly learningRate: Value;
  /** Default 0: none, and no state. */
  readonly momentum?: number;
  /** Looks one step ahead (Sutskever et al., ICML 2013). Default false. */
  readonly nesterov?: boolean;
  /** L2 penalty added to the gradient. Default 0. */
  readonly weightDecay?: number;
}

/**
 * v' = momentum v + g, w' = w - learningRate (nesterov ? g + momentum v' : v'): the form of PyTorch, whose
 * velocity does not contain the learning rate. State: `sgd/velocity`, of all variables as one vector.
 */
export function applySgd(options: SgdOptions, pairs: readonly VariableGradient[]): void {
  const { learningRate, momentum = 0, nesterov = false, weightDecay } = options;
  for (const flat of flatten(pairs, weightDecay)) {
    const gradient = withPenalty(flat, flat.weightDecay);
    const direction = momentum === 0 ? gradient : accelerate(flat, gradient, momentum, nesterov);
    flat.assign(sub(flat.values, mul(direction, learningRate)));
  }
}

function accelerate({ suffix }: FlatVariables, gradient: Value, momentum: number, nesterov: boolean): Value {
  const { graph, shape } = gradient;
  const velocity = graph.variable(`sgd/velocity${suffix}`, shape);
  const next = add(mul(velocity, momentum), gradient);
  graph.assign(velocity, next);
  return nesterov ? add(gradient, mul(next, momentum)) : next;
}
