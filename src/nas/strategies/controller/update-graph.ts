import {
  add,
  applyGradients,
  clip,
  clipByGlobalNorm,
  exp,
  Graph,
  globalNorm,
  gradients,
  mul,
  neg,
  reduceSum,
  relu,
  scalar,
  sub,
  type Value,
} from '../../../tensor/index.js';
import type { ControllerOptions } from './options.js';
import { type ControllerShape, declareParameters, isTrained } from './parameters.js';
import { scoreTokens, type TokenScores } from './score-tokens.js';
import { sequenceOf } from './sequence.js';

export type UpdateOptions = Pick<
  ControllerOptions,
  | 'batchSize'
  | 'temperature'
  | 'tanhConstant'
  | 'entropyWeight'
  | 'skipWeight'
  | 'skipTarget'
  | 'learningRate'
  | 'gradientClipping'
  | 'clipRange'
>;

/** Beyond e^20 a ratio is clipped at any range; an infinity would have no gradient. */
const GREATEST_LOG_RATIO = 20;

export interface UpdateGraph {
  readonly graph: Graph;
  readonly scores: TokenScores;
  /** Gradients of the loss by the parameters' names, before clipping. */
  readonly gradients: ReadonlyMap<string, Value>;
}

/**
 * One step of REINFORCE with Adam (Zoph & Le, section 3.2). The loss is the negative of
 * sum_k weight_k (advantage_k log P_k + entropyWeight H_k - skipWeight D_k), where log-probability, entropy and
 * divergence of architecture k sum over its decisions (Pham et al., ICML 2018, for the last two). With a `clipRange`, one of proximal policy optimization instead (Schulman et
 * al., arXiv 1707.06347, equation 7): the clipped surrogate takes the place of advantage_k log P_k.
 * Inputs, with the columns of `Sequence`: `tokens` int64 [batch, decisions]; `counted` [batch, decisions], 1 for decisions
 * that made the architecture, else 0; `advantages` [batch, 1]; `weights` [batch, 1], which are 1/m for the m
 * architectures of the batch and 0 for rows that hold none; with a `clipRange` also `reference` [batch, 1], log P_k when
 * the update began. Output: `gradientNorm`, a scalar, before clipping.
 */
export function buildUpdateGraph(shape: ControllerShape, options: UpdateOptions): UpdateGraph {
  const graph = new Graph();
  const { batchSize: batch } = options;
  const { tokenWidth } = sequenceOf(shape.decisions, shape.anchors);
  const tokens = graph.input('tokens', [batch, tokenWidth], 'int64');
  const counted = graph.input('counted', [batch, tokenWidth]);
  const advantages = graph.input('advantages', [batch, 1]);
  const weights = graph.input('weights', [batch, 1]);
  const parameters = declareParameters(graph, shape);
  const scores = scoreTokens(shape, parameters, tokens, options);

  const trained = [...parameters].filter(([name]) => isTrained(shape, name));
  const variables = trained.map(([, variable]) => variable);
  const sumOf = (table: Value) => reduceSum(mul(table, counted), [1], { keepDims: true });
  const logProbabilities = sumOf(scores.logProbabilities);
  const reinforced =
    options.clipRange === undefined
      ? mul(advantages, logProbabilities)
      : clippedSurrogate(
          sub(logProbabilities, graph.input('reference', [batch, 1])),
          advantages,
          options.clipRange,
        );
  const objective = withBonuses(reinforced, scores, options, sumOf);
  const raw = gradients(neg(reduceSum(mul(weights, objective))), variables);
  const limited = limitNorm(raw, options.gradientClipping);
  graph.output('gradientNorm', limited.norm);
  const learningRate = scalar(graph, options.learningRate);
  const pairs = zip(variables, limited.gradients).map(([variable, gradient]) => ({ variable, gradient }));
  applyGradients({ kind: 'adam', learningRate }, pairs);
  return {
    graph,
    scores,
    gradients: new Map(
      zip(
        trained.map(([name]) => name),
        raw,
      ),
    ),
  };
}

/** What each architecture adds to the objective, [batch, 1]. */
function withBonuses(
  reinforced: Value,
  { entropies, divergences }: TokenScores,
  { entropyWeight, skipWeight }: UpdateOptions,
  sumOf: (table: Value) => Value,
): Value {
  const explored = entropyWeight === 0 ? reinforced : add(reinforced, mul(sumOf(entropies), entropyWeight));
  if (skipWeight === 0 || !divergences) return explored;
  return sub(explored, mul(sumOf(divergences), skipWeight));
}

/** The smaller of ratio x advantage and clipped ratio x advantage. */
function clippedSurrogate(logRatio: Value, advantages: Value, range: number): Value {
  const ratio = exp(clip(logRatio, -GREATEST_LOG_RATIO, GREATEST_LOG_RATIO));
  const free = mul(ratio, advantages);
  const clipped = mul(clip(ratio, 1 - range, 1 + range), advantages);
  return sub(free, relu(sub(free, clipped)));
}

function limitNorm(values: readonly Value[], limit: number | null): ReturnType<typeof clipByGlobalNorm> {
  return limit === null ? { gradients: values, norm: globalNorm(values) } : clipByGlobalNorm(values, limit);
}

/** Pairs of what stands at the same place in two lists of one length. */
function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.flatMap((a, index): [A, B][] => {
    const b = right[index];
    return b === undefined ? [] : [[a, b]];
  });
}
