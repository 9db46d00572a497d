import type { Value } from '../graph.js';
import { type PoolOptions, pool } from './pool.js';
import type { Vjp } from './vjp.js';

/** Largest element of each window: [n, c, h, w] -> [n, c, oh, ow]. */
export function maxPool(x: Value, options: PoolOptions): Value {
  return pool('maxPool', x, options);
}

/** dy goes to the element that won its window; of equal ones to the first in reading order. */
export const maxPoolVjp: Vjp<'maxPool'> = ({ graph, inputs: [x], attributes }, [dy]) => [
  graph.apply('maxPoolGradient', [x, dy], attributes, [x]).outputs[0],
];
