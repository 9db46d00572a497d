import type { Value } from '../graph.js';
import { formatShape, sameShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { add } from './add.js';
import { div } from './div.js';
import { requireDType } from './elementwise.js';
import { mul } from './mul.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';
import { sqrt } from './sqrt.js';
import { stopGradient } from './stop-gradient.js';
import { sub } from './sub.js';
import type { Vjp } from './vjp.js';

export interface BatchNormOptions {
  /** Added to the variance. Default 1e-5. */
  readonly epsilon?: number;
}

export interface BatchNormResult {
  readonly y: Value;
  /** [c], of this batch; taken as constants by differentiation. */
  readonly mean: Value;
  /**
   * [c], biased (divided by n h w), as it normalised this batch. Running statistics usually keep the
   * unbiased one: multiply by n h w / (n h w - 1).
   */
  readonly variance: Value;
}

/**
 * Training form: (x - mean) / sqrt(variance + epsilon) * scale + offset with the statistics of the batch
 * (Ioffe & Szegedy, 2015, algorithm 1). x [n, c, h, w] or [n, c]; scale and offset [c].
 */
export function batchNorm(
  x: Value,
  scale: Value,
  offset: Value,
  { epsilon = 1e-5 }: BatchNormOptions = {},
): BatchNormResult {
  checkOperands('batchNorm', x, { scale, offset });
  const inputs = [x, scale, offset] as const;
  const [y, mean, variance] = x.graph.apply('batchNorm', inputs, { epsilon }, [x, scale, scale]).outputs;
  return { y, mean: stopGradient(mean), variance: stopGradient(variance) };
}

/** One op for the three gradients: they share their reductions. */
export const batchNormVjp: Vjp<'batchNorm'> = (
  { graph, inputs: [x, scale, offset], outputs: [, mean, variance], attributes },
  [dy],
) => graph.apply('batchNormGradient', [x, scale, mean, variance, dy], attributes, [x, scale, offset]).outputs;

/** Inference form: the same with given statistics (mean and variance [c]). */
export function batchNormInference(
  x: Value,
  parameters: {
    readonly scale: Value;
    readonly offset: Value;
    readonly mean: Value;
    readonly variance: Value;
  },
  { epsilon = 1e-5 }: BatchNormOptions = {},
): Value {
  checkOperands('batchNormInference', x, parameters);
  const { scale, offset, mean, variance } = parameters;
  const inputs = [x, scale, offset, mean, variance] as const;
  return x.graph.apply('batchNormInference', inputs, { epsilon }, [x]).outputs[0];
}

/** With the statistics as constants. */
export const batchNormInferenceVjp: Vjp<'batchNormInference'> = (
  { inputs: [x, scale, , mean, variance], attributes: { epsilon } },
  [dy],
) => {
  const perChannel = [...scale.shape, ...x.shape.slice(2).map(() => 1)];
  const inverse = div(1, sqrt(add(variance, epsilon)));
  const normalised = mul(sub(x, reshape(mean, perChannel)), reshape(inverse, perChannel));
  const axes = x.shape.flatMap((_, axis) => (axis === 1 ? [] : [axis]));
  return [
    mul(dy, reshape(mul(scale, inverse), perChannel)),
    reduceSum(mul(dy, normalised), axes),
    reduceSum(dy, axes),
    undefined,
    undefined,
  ];
};

function checkOperands(op: string, x: Value, perChannel: Readonly<Record<string, Value>>): void {
  requireDType(op, x, 'float32');
  const [, channels] = x.shape;
  if (x.shape.length !== 4 && x.shape.length !== 2) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `${op}: needs x [n, c, h, w] or [n, c], got ${formatShape(x.shape)}`,
    );
  }
  for (const [name, value] of Object.entries(perChannel)) {
    requireDType(op, value, 'float32');
    if (channels === undefined || !sameShape(value.shape, [channels])) {
      throw new TensorError(
        'SHAPE_MISMATCH',
        `${op}: x ${formatShape(x.shape)} needs ${name} [${channels}], got ${formatShape(value.shape)}`,
      );
    }
  }
}
