import type { Value } from '../graph.js';
import { extentOf } from '../shape.js';
import { mul } from './mul.js';
import { broadcastTo, keepReducedAxes, type ReduceOptions, reduce } from './reduce-sum.js';
import type { Vjp } from './vjp.js';

/** Mean over `axes` (default: all). */
export function reduceMean(x: Value, axes?: readonly number[], options: ReduceOptions = {}): Value {
  return reduce('reduceMean', x, axes, options);
}

export const reduceMeanVjp: Vjp<'reduceMean'> = ({ inputs: [x], attributes }, [dy]) => {
  const count = attributes.axes.reduce((product, axis) => product * extentOf(x.shape, axis), 1);
  return [broadcastTo(mul(keepReducedAxes(dy, x.shape, attributes), 1 / count), x.shape)];
};
