import { exp, Graph } from '../../../tensor/index.js';
import { rowLength } from './choice-columns.js';
import { drawDecisions } from './draw-decisions.js';
import { type ControllerShape, declareParameters } from './parameters.js';

/**
 * Draws `batch` architectures. Input `noise` [batch, sum of choices]: standard Gumbel noise for each choice of each
 * decision; the argmax of log-probability plus noise is a sample of the policy (the Gumbel-max trick). Outputs, with
 * a column for each decision: `tokens` (int64), `logProbabilities` and `entropies` [batch, decisions]; and, of all
 * choices, `probabilities` [batch, sum of choices].
 */
export function buildSamplingGraph(shape: ControllerShape, batch: number, temperature: number): Graph {
  const graph = new Graph();
  const noise = graph.input('noise', [batch, rowLength(shape.decisions)]);
  const parameters = declareParameters(graph, shape);
  const drawn = drawDecisions(shape, parameters, { noise, temperature });
  graph.output('tokens', drawn.tokens);
  graph.output('logProbabilities', drawn.logProbabilities);
  graph.output('entropies', drawn.entropies);
  graph.output('probabilities', exp(drawn.policies));
  return graph;
}
