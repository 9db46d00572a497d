import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** max(x, 0). Any shape; its gradient at 0 is 0. */
export function relu(x: Value): Value {
  return unary('relu', x, {});
}

/** An op of its own, so that a lowering may choose how to mask: dy where the result y is positive. */
export const reluVjp: Vjp<'relu'> = ({ outputs: [y] }, [dy]) => [
  y.graph.apply('reluGradient', [y, dy], {}, [y]).outputs[0],
];
