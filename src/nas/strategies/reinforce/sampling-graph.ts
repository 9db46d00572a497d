import { exp, Graph, gumbelMax } from '../../../tensor/index.js';
import { rowLength } from './choice-columns.js';
import { type ControllerShape, declareParameters } from './parameters.js';
import { runController } from './run-controller.js';

/**
 * Draws `batch` architectures. Input `noise` [batch, sum of choices]: standard Gumbel noise for each choice of each
 * decision; the argmax of log-probability plus noise is a sample of the policy (the Gumbel-max trick). Outputs, with
 * a column for each decision: `tokens` (int64), `logProbabilities` and `entropies` [batch, decisions]; and, of all
 * choices, `probabilities` [batch, sum of choices].
 */
export function buildSamplingGraph(shape: ControllerShape, batch: number, temperature: number): Graph {
  const graph = new Graph();
  const noise = graph.input('noise', [batch, rowLength(shape.decisions)]);
  const { tokens, logProbabilities, entropies, policies } = runController(
    shape,
    declareParameters(graph, shape),
    { columns: noise, rule: { width: ({ choices }) => choices.length, choose: gumbelMax }, temperature },
  );
  graph.output('tokens', tokens);
  graph.output('logProbabilities', logProbabilities);
  graph.output('entropies', entropies);
  graph.output('probabilities', exp(policies));
  return graph;
}
