import { concat, exp, Graph, gumbelMax, reshape, slice, type Value } from '../../../tensor/index.js';
import { choiceColumns, rowLength } from './choice-columns.js';
import { type ControllerShape, declareParameters } from './parameters.js';
import { type ScoredDecision, unrollController } from './unroll.js';

/**
 * Draws `batch` architectures. Input `noise` [batch, sum of choices]: standard Gumbel noise for each choice of each
 * decision; the argmax of log-probability plus noise is a sample of the policy (the Gumbel-max trick). Outputs, with
 * a column for each decision: `tokens` (int64), `logProbabilities` and `entropies` [batch, decisions]; and, of all
 * choices, `probabilities` [batch, sum of choices].
 */
export function buildSamplingGraph(shape: ControllerShape, batch: number, temperature: number): Graph {
  const graph = new Graph();
  const noise = graph.input('noise', [batch, rowLength(shape.decisions)]);
  const starts = choiceColumns(shape.decisions).map(({ start }) => start);
  const choose = (policy: Value, position: number): Value =>
    gumbelMax(policy, slice(noise, [0, starts[position] ?? 0], policy.shape));
  const decisions = unrollController(shape, declareParameters(graph, shape), { batch, temperature, choose });
  const table = (column: (decision: ScoredDecision) => Value): Value => concat(decisions.map(column), 1);
  graph.output(
    'tokens',
    table(({ tokens }) => reshape(tokens, [batch, 1])),
  );
  graph.output(
    'logProbabilities',
    table(({ logProbability }) => logProbability),
  );
  graph.output(
    'entropies',
    table(({ entropy }) => entropy),
  );
  graph.output('probabilities', exp(table(({ policy }) => policy)));
  return graph;
}
