import { isOf, type NodeOf, type Value } from '../../graph.js';
import { extentOf, sizeOf } from '../../shape.js';
import { TensorError } from '../../tensor-error.js';
import type { Operands } from './operands.js';
import { channelsLast, type Placed, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { RawAttributes, Slot } from './raw-program.js';

export const batchNorm: RawLowering<'batchNorm'> = (operands, node) => {
  const [x] = node.inputs;
  const [y = -1, mean = -1, unbiased = -1] = training(operands, node);
  const values = sizeOf(x.shape) / extentOf(x.shape, 1);
  const biased = operands.raw.float(Math.max(values - 1, 1) / values);
  return [asImage(operands, y, x), plain(mean), plain(operands.raw.call('Mul', [unbiased, biased]))];
};

/** What the kernel kept of the forward pass is read again: what that is differs between processors. */
export const batchNormGradient: RawLowering<'batchNormGradient'> = (operands, node) => {
  const [x, scale, mean, , dy] = node.inputs;
  const [, , , ...reserved] = training(operands, forwardOf(mean));
  const inputs = [image(operands, dy), image(operands, x), operands.plain(scale), ...reserved];
  const attributes = { ...common(node.attributes.epsilon), is_training: true };
  const [dx = -1, dScale = -1, dOffset = -1] = operands.raw.callWithOutputs(
    5,
    'FusedBatchNormGradV3',
    inputs,
    attributes,
  );
  return [asImage(operands, dx, x), plain(dScale), plain(dOffset)];
};

export const batchNormInference: RawLowering<'batchNormInference'> = (operands, node) => {
  const [x, ...perChannel] = node.inputs;
  const inputs = [image(operands, x), ...perChannel.map((value) => operands.plain(value))];
  const attributes = { ...common(node.attributes.epsilon), is_training: false };
  const [y = -1] = operands.raw.callWithOutputs(6, 'FusedBatchNormV3', inputs, attributes);
  return [asImage(operands, y, x)];
};

/** y, mean, variance (divided by one less than the number of values) and the three that the gradient wants. */
function training(
  operands: Operands,
  { inputs: [x, scale, offset], attributes: { epsilon } }: NodeOf<'batchNorm'>,
): readonly Slot[] {
  const none = operands.raw.floats([]);
  const inputs = [image(operands, x), operands.plain(scale), operands.plain(offset), none, none];
  const attributes = { ...common(epsilon), is_training: true, exponential_avg_factor: { float: 1 } };
  return operands.raw.callWithOutputs(6, 'FusedBatchNormV3', inputs, attributes);
}

function common(epsilon: number): RawAttributes {
  return { epsilon: { float: epsilon }, data_format: 'NHWC' };
}

/** The batch norm that computed the statistics of the batch. */
function forwardOf({ node }: Value): NodeOf<'batchNorm'> {
  if (isOf(node, 'batchNorm')) return node;
  throw new TensorError('COMPILE_FAILED', `batchNormGradient: its mean comes from ${node.kind}`);
}

/** [n, c] counts as maps of one element. */
function image(operands: Operands, x: Value): Slot {
  if (x.shape.length === 4) return operands.channelsLast(x);
  return operands.reshape(operands.plain(x), [extentOf(x.shape, 0), 1, 1, extentOf(x.shape, 1)]);
}

function asImage(operands: Operands, slot: Slot, { shape }: Value): Placed {
  return shape.length === 4 ? channelsLast(slot) : plain(operands.reshape(slot, shape));
}
