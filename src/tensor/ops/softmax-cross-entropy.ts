import type { Value } from '../graph.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { requireDType } from './elementwise.js';
import { mul } from './mul.js';
import type { Vjp } from './vjp.js';

export interface CrossEntropyOptions {
  /** s in 0..1: the target is (1 - s) one-hot + s / classes (Szegedy et al., CVPR 2016, section 7). */
  readonly labelSmoothing?: number;
}

/**
 * Mean over the batch of -sum(target * logSoftmax(logits)), a scalar.
 * logits float32 [batch, classes], labels int64 [batch]. A label of `classes` or more has no one-hot row: its target is s / classes
 * everywhere.
 */
export function softmaxCrossEntropy(logits: Value, labels: Value, options: CrossEntropyOptions = {}): Value {
  const { labelSmoothing = 0 } = options;
  requireDType('softmaxCrossEntropy', logits, 'float32');
  requireDType('softmaxCrossEntropy', labels, 'int64');
  if (logits.shape.length !== 2 || labels.shape.length !== 1 || logits.shape[0] !== labels.shape[0]) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `softmaxCrossEntropy: needs logits [batch, classes] and labels [batch], got ${formatShape(logits.shape)} and ${formatShape(labels.shape)}`,
    );
  }
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new TensorError(
      'INVALID_ARGUMENT',
      `softmaxCrossEntropy: labelSmoothing ${labelSmoothing} must lie in 0..1`,
    );
  }
  const type = { shape: [], dtype: 'float32' as const };
  return logits.graph.apply('softmaxCrossEntropy', [logits, labels], { labelSmoothing }, [type]).outputs[0];
}

/** (softmax(logits) - target) / batch, as one op, so that a lowering shares what the loss computed. */
export const softmaxCrossEntropyVjp: Vjp<'softmaxCrossEntropy'> = (
  { graph, inputs: [logits, labels], attributes },
  [dy],
) => {
  const [gradient] = graph.apply('softmaxCrossEntropyGradient', [logits, labels], attributes, [
    logits,
  ]).outputs;
  return [mul(gradient, dy), undefined];
};
