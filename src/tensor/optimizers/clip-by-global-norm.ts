import type { Value } from '../graph.js';
import { add } from '../ops/add.js';
import { addN } from '../ops/add-n.js';
import { clip } from '../ops/clip.js';
import { div } from '../ops/div.js';
import { mul } from '../ops/mul.js';
import { reduceSum } from '../ops/reduce-sum.js';
import { sqrt } from '../ops/sqrt.js';
import { square } from '../ops/square.js';

/** Norm of all values taken as one vector, a scalar. */
export function globalNorm(values: readonly Value[]): Value {
  return sqrt(addN(values.map((value) => reduceSum(square(value)))));
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
