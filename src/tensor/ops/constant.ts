import type { Graph, Value } from '../graph.js';
import { checkIds, floatTensor, type Tensor } from '../tensor.js';

/** A tensor that is part of the graph. Ids and indices must not be negative. */
export function constant(graph: Graph, tensor: Tensor): Value {
  checkIds('constant', tensor);
  return graph.apply('constant', [], { tensor }, [tensor]).outputs[0];
}

/** A float32 constant of shape []. */
export function scalar(graph: Graph, value: number): Value {
  return constant(graph, floatTensor([], [value]));
}

/** Inputs, variables and constants read nothing. */
export const sourceVjp = (): readonly [] => [];
