import type { Value } from '../graph.js';
import { unary } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** x, taken as a constant by differentiation. */
export function stopGradient(x: Value): Value {
  return unary('stopGradient', x, {});
}

export const stopGradientVjp: Vjp<'stopGradient'> = () => [undefined];
