import { isOf, type Value } from '../graph.js';
import { unary } from './elementwise.js';
import type { Vjp } from './vjp.js';

/** max(x, 0). Any shape; its gradient at 0 is 0. */
export function relu(x: Value): Value {
  return unary('relu', x, {});
}

/** An op of its own, so that a lowering may choose how to mask: dy where the result y is positive. */
export const reluVjp: Vjp<'relu'> = ({ outputs: [y] }, [dy]) => [maskBeforeUnpooling(y, dy) ?? mask(y, dy)];

const mask = (y: Value, dy: Value): Value => y.graph.apply('reluGradient', [y, dy], {}, [y]).outputs[0];

/**
 * Where dy comes through a maximum of y it is zero but at the maxima, so that masking it by the maxima before is the same
 * on fewer elements.
 */
function maskBeforeUnpooling(y: Value, dy: Value): Value | undefined {
  const node = dy.node;
  if (!isOf(node, 'maxPoolGradient') || node.inputs[0] !== y) return undefined;
  const [, errors] = node.inputs;
  const [maxima] = y.graph.apply('maxPool', [y], node.attributes, [errors]).outputs;
  return y.graph.apply('maxPoolGradient', [y, mask(maxima, errors)], node.attributes, [y]).outputs[0];
}
