import type { Graph, Value } from '../graph.js';
import { add } from '../ops/add.js';
import { constant } from '../ops/constant.js';
import { matmul } from '../ops/matmul.js';
import { mul } from '../ops/mul.js';
import { softmax } from '../ops/softmax.js';
import { extentOf } from '../shape.js';
import { floatTensor } from '../tensor.js';

export interface AttentionOperands {
  /** [..., targets, size]. */
  readonly queries: Value;
  /** [..., sources, size]. */
  readonly keys: Value;
  /** [..., sources, width]. */
  readonly values: Value;
  /** Added to the scores [..., targets, sources], to which it broadcasts: minus infinity hides a source. */
  readonly mask?: Value;
}

/**
 * Scaled dot-product attention, softmax(Q K' / sqrt(size) + mask) V (Vaswani et al., arXiv 1706.03762, section 3.2.1)
 * -> [..., targets, width]. A target that may see no source at all is NaN.
 */
export function attention({ queries, keys, values, mask }: AttentionOperands): Value {
  const size = extentOf(queries.shape, queries.shape.length - 1);
  const scores = matmul(mul(queries, 1 / Math.sqrt(size)), keys, { transposeB: true });
  return matmul(softmax(mask ? add(scores, mask) : scores), values);
}

/** The mask [tokens, tokens] that lets each token see itself and those before it. */
export function causalMask(graph: Graph, tokens: number): Value {
  const hidden = Float32Array.from({ length: tokens * tokens }, (_, index) =>
    index % tokens > Math.floor(index / tokens) ? Number.NEGATIVE_INFINITY : 0,
  );
  return constant(graph, floatTensor([tokens, tokens], hidden));
}
