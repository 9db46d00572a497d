import type { Value } from '../graph.js';
import { reshape } from '../ops/reshape.js';
import { transpose } from '../ops/transpose.js';
import { formatShape } from '../shape.js';
import { TensorError } from '../tensor-error.js';
import { attention } from './attention.js';
import { dense, type Projection } from './dense.js';

export interface MultiHeadParameters {
  readonly query: Projection;
  readonly key: Projection;
  readonly value: Projection;
  readonly output: Projection;
}

export interface MultiHeadOptions {
  /** Must divide the width. */
  readonly heads: number;
  /** Added to the scores [batch, heads, targets, sources] (`causalMask`). */
  readonly mask?: Value;
}

/**
 * Self-attention by several heads (Vaswani et al., arXiv 1706.03762, section 3.2.2): x [batch, tokens, width] -> the
 * same. Head h reads columns h * width / heads and on of each projection, as in PyTorch.
 */
export function multiHeadAttention(
  x: Value,
  parameters: MultiHeadParameters,
  { heads, mask }: MultiHeadOptions,
): Value {
  const split = (projection: Projection) => splitHeads(dense(x, projection), heads);
  const seen = attention({
    queries: split(parameters.query),
    keys: split(parameters.key),
    values: split(parameters.value),
    ...(mask && { mask }),
  });
  return dense(joinHeads(seen), parameters.output);
}

/** [batch, tokens, width] to [batch, heads, tokens, width / heads]. */
export function splitHeads(x: Value, heads: number): Value {
  const [batch = 1, tokens = 1, width = 1] = x.shape;
  if (x.shape.length !== 3 || width % heads !== 0) {
    throw new TensorError(
      'SHAPE_MISMATCH',
      `splitHeads: ${heads} heads do not divide the last axis of ${formatShape(x.shape)}, which must be [batch, tokens, width]`,
    );
  }
  return transpose(reshape(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** [batch, heads, tokens, size] to [batch, tokens, heads * size]. */
export function joinHeads(x: Value): Value {
  const [batch = 1, heads = 1, tokens = 1, size = 1] = x.shape;
  return reshape(transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * size]);
}
