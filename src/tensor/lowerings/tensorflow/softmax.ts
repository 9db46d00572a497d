import type { NodeOf } from '../../graph.js';
import { extentOf } from '../../shape.js';
import type { Operands } from './operands.js';
import { type Placed, plain } from './placed.js';
import type { RawLowering } from './raw-lowering.js';
import type { Slot } from './raw-program.js';

export const softmax: RawLowering<'softmax'> = (operands, node) => [alongLastAxis('Softmax', operands, node)];
export const logSoftmax: RawLowering<'logSoftmax'> = (operands, node) => [
  alongLastAxis('LogSoftmax', operands, node),
];

export const softmaxCrossEntropy: RawLowering<'softmaxCrossEntropy'> = (operands, node) => {
  const [perExample] = fused(operands, node);
  return [plain(operands.raw.call('Mean', [perExample, operands.raw.ints([0])]))];
};

/** The kernel gives the gradient of the sum beside the losses. */
export const softmaxCrossEntropyGradient: RawLowering<'softmaxCrossEntropyGradient'> = (operands, node) => {
  const [, gradient] = fused(operands, node);
  const share = operands.raw.float(1 / extentOf(node.inputs[0].shape, 0));
  return [plain(operands.raw.call('Mul', [gradient, share]))];
};

type CrossEntropy = NodeOf<'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient'>;

function fused(operands: Operands, node: CrossEntropy): readonly [losses: Slot, gradient: Slot] {
  const [logits, labels] = node.inputs;
  const { raw } = operands;
  const classes = extentOf(logits.shape, 1);
  const off = node.attributes.labelSmoothing / classes;
  const on = 1 - node.attributes.labelSmoothing + off;
  const values = [raw.int(classes), raw.float(on), raw.float(off)];
  const target = raw.call('OneHot', [operands.plain(labels), ...values], { axis: -1 });
  const inputs = [operands.plain(logits), target];
  const [losses = -1, gradient = -1] = raw.callWithOutputs(2, 'SoftmaxCrossEntropyWithLogits', inputs);
  return [losses, gradient];
}

/** The kernels know the last axis only. */
function alongLastAxis(
  op: 'Softmax' | 'LogSoftmax',
  operands: Operands,
  { inputs: [x], attributes: { axis } }: NodeOf<'softmax' | 'logSoftmax'>,
): Placed {
  const last = x.shape.length - 1;
  if (axis === last) return plain(operands.raw.call(op, [operands.plain(x)]));
  const exchange = x.shape.map((_, index) => (index === axis ? last : index === last ? axis : index));
  const result = operands.raw.call(op, [operands.transpose(operands.plain(x), exchange)]);
  return plain(operands.transpose(result, exchange));
}
