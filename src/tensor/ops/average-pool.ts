import type { Value } from '../graph.js';
import { type PoolOptions, pool } from './pool.js';
import type { Vjp } from './vjp.js';

/** Mean of the elements of each window, padding not counted: [n, c, h, w] -> [n, c, oh, ow]. */
export function averagePool(x: Value, options: PoolOptions): Value {
  return pool('averagePool', x, options);
}

export const averagePoolVjp: Vjp<'averagePool'> = ({ graph, inputs: [x], attributes }, [dy]) => [
  graph.apply('averagePoolGradient', [dy], attributes, [x]).outputs[0],
];
