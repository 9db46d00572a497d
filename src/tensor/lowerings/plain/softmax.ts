import type { NodeOf } from '../../graph.js';
import { extentOf } from '../../shape.js';
import type { Lowering } from '../lowering.js';
import type { OnnxBuilder } from '../onnx-builder.js';

export const softmax: Lowering<'softmax'> = (onnx, [x], { attributes: { axis } }) => [
  onnx.node('Softmax', [x], { axis }),
];

export const logSoftmax: Lowering<'logSoftmax'> = (onnx, [x], { attributes: { axis } }) => [
  onnx.node('LogSoftmax', [x], { axis }),
];

export const softmaxCrossEntropy: Lowering<'softmaxCrossEntropy'> = (onnx, [logits, labels], node) => {
  const product = onnx.node('Mul', [logProbabilities(onnx, logits), target(onnx, labels, node)]);
  const perExample = onnx.node('ReduceSum', [product, onnx.ints([1])], { keepdims: 0 });
  return [onnx.node('Neg', [onnx.node('ReduceMean', [perExample], { keepdims: 0 })])];
};

export const softmaxCrossEntropyGradient: Lowering<'softmaxCrossEntropyGradient'> = (
  onnx,
  [logits, labels],
  node,
) => {
  const probabilities = onnx.node('Exp', [logProbabilities(onnx, logits)]);
  const difference = onnx.node('Sub', [probabilities, target(onnx, labels, node)]);
  const batch = extentOf(node.inputs[0].shape, 0);
  return [onnx.node('Mul', [difference, onnx.float(1 / batch)])];
};

function logProbabilities(onnx: OnnxBuilder, logits: string): string {
  return onnx.node('LogSoftmax', [logits], { axis: 1 });
}

/** The smoothed one-hot rows. */
function target(
  onnx: OnnxBuilder,
  labels: string,
  {
    inputs: [logits],
    attributes: { labelSmoothing },
  }: NodeOf<'softmaxCrossEntropy' | 'softmaxCrossEntropyGradient'>,
): string {
  const classes = extentOf(logits.shape, 1);
  const off = labelSmoothing / classes;
  return onnx.node('OneHot', [labels, onnx.ints([classes]), onnx.floats([off, 1 - labelSmoothing + off])], {
    axis: 1,
  });
}
