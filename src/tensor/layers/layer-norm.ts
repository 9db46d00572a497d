import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { div } from '../ops/div.js';
import { mul } from '../ops/mul.js';
import { reduceMean } from '../ops/reduce-mean.js';
import { sqrt } from '../ops/sqrt.js';
import { square } from '../ops/square.js';
import { sub } from '../ops/sub.js';

export interface LayerNormParameters {
  /** [features]. */
  readonly scale: Value;
  /** [features]. */
  readonly offset: Value;
}

/**
 * (x - mean) / sqrt(variance + epsilon) * scale + offset, with mean and biased variance of each place along the last
 * axis (Ba et al., arXiv 1607.06450, section 3). x [..., features]. epsilon: default 1e-5.
 */
export function layerNorm(
  x: Value,
  { scale, offset }: LayerNormParameters,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): Value {
  const centred = sub(x, meanOfFeatures(x));
  const deviation = sqrt(add(meanOfFeatures(square(centred)), epsilon));
  return add(mul(div(centred, deviation), scale), offset);
}

const meanOfFeatures = (x: Value): Value => reduceMean(x, [-1], { keepDims: true });
