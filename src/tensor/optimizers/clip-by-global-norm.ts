import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { clip } from '../ops/clip.js';
import { div } from '../ops/div.js';
import { mul } from '../ops/mul.js';
import { reduceSum } from '../ops/reduce-sum.js';
import { sqrt } from '../ops/sqrt.js';
import { square } from '../ops/square.js';
import { joined } from './flat-variables.js';

/** Norm of all values taken as one vector, a scalar. */
export function globalNorm(values: readonly Value[]): Value {
  return sqrt(reduceSum(square(joined(values))));
}

/**
 * The gradients scaled down together so that their global norm is at most `maximum` (Pascanu et al., ICML
 * 2013), with the norm that they had before; the factor is PyTorch's, maximum / (norm + 1e-6).
 */
export function clipByGlobalNorm(
  gradients: readonly Value[],
  maximum: number,
): { readonly gradients: readonly Value[]; readonly norm: Value } {
  const norm = globalNorm(gradients);
  const factor = clip(div(maximum, add(norm, 1e-6)), 0, 1);
  return { gradients: gradients.map((gradient) => mul(gradient, factor)), norm };
}
