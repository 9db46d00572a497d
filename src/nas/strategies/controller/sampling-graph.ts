import { Graph } from '../../../tensor/index.js';
import { drawDecisions } from './draw-decisions.js';
import { type ControllerShape, declareParameters } from './parameters.js';
import type { LogitOptions } from './policy.js';
import { sequenceOf } from './sequence.js';

/**
 * Draws `batch` architectures. Input `noise` [batch, choices]: standard Gumbel noise for each choice of each
 * decision; the argmax of log-probability plus noise is a sample of the policy (the Gumbel-max trick). Outputs:
 * `tokens` (int64 [batch, decisions]) and `policies` [batch, choices], the log-probabilities of all choices. Columns are those
 * of `Sequence`.
 */
export function buildSamplingGraph(shape: ControllerShape, batch: number, options: LogitOptions): Graph {
  const graph = new Graph();
  const { choiceWidth } = sequenceOf(shape.decisions, shape.anchors);
  const noise = graph.input('noise', [batch, choiceWidth]);
  const parameters = declareParameters(graph, shape);
  const drawn = drawDecisions(shape, parameters, noise, options);
  graph.output('tokens', drawn.tokens);
  graph.output('policies', drawn.policies);
  return graph;
}
