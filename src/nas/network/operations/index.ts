import type { Effect } from '../effect.js';
import type { LayerShape, Operation } from '../layer-graph.js';
import { activation } from './activation.js';
import { add } from './add.js';
import { batchNorm } from './batch-norm.js';
import { concat } from './concat.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { depthwiseConvolution } from './depthwise-convolution.js';
import { globalAveragePool } from './global-average-pool.js';
import { pool } from './pool.js';
import { zero } from './zero.js';
import { zeroPad } from './zero-pad.js';

type Rule<Name> = (
  operation: Extract<Operation, { operation: Name }>,
  inputs: readonly LayerShape[],
) => Effect;

const rules: { readonly [Name in Operation['operation']]: Rule<Name> } = {
  convolution,
  depthwiseConvolution,
  maxPool: pool,
  averagePool: pool,
  add,
  concat,
  zero,
  zeroPad,
  batchNorm,
  relu: activation,
  relu6: activation,
  swish: activation,
  hardSwish: activation,
  sigmoid: activation,
  tanh: activation,
  globalAveragePool,
  dense,
};

/**
 * Shape, parameters and FLOPs of an operation on inputs of the given shapes.
 * @throws NetworkError INPUT_COUNT or INPUT_SHAPE
 */
export function effectOf(operation: Operation, inputs: readonly LayerShape[]): Effect {
  // The table pairs each name with the rule for it, which the compiler cannot follow through a lookup.
  const rule = rules[operation.operation] as Rule<Operation['operation']>;
  return rule(operation, inputs);
}
