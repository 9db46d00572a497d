import { broadcastTo, reshape, scan, transpose, type Value } from '../../../tensor/index.js';
import { type ControllerState, decide, type ScoredDecisions } from './decide.js';
import { flattenStates, initialStates, unflattenStates } from './lstm-layers.js';
import { type ControllerShape, type Parameters, parameterOf } from './parameters.js';
import { periodOf } from './period.js';

export interface DrawOptions {
  /** [batch, sum of choices]: standard Gumbel noise, decision after decision. */
  readonly noise: Value;
  readonly temperature: number;
}

/**
 * The controller over all decisions. Where they repeat with a period, such as the layers of a chain, the graph holds
 * one period and scans over their number: it is built and compiled in the same few milliseconds for any length.
 */
export function drawDecisions(
  shape: ControllerShape,
  parameters: Parameters,
  { noise, temperature }: DrawOptions,
): ScoredDecisions {
  const { decisions } = shape;
  const batch = noise.shape[0] ?? 1;
  const start = broadcastTo(parameterOf(parameters, 'start'), [batch, shape.units]);
  const begin = { input: start, lstm: initialStates(noise.graph, shape, batch) };
  const period = periodOf(decisions);
  if (period === decisions.length) {
    return decide(decisions, parameters, begin, { noise, temperature }).scores;
  }

  const { results } = scan(
    {
      states: flatten(begin),
      sequences: [splitIntoSteps(noise, decisions.length / period)],
      captured: [...parameters.values()],
    },
    ({ states, slices: [own = noise], captured }) => {
      const { state, scores } = decide(
        decisions.slice(0, period),
        new Map([...parameters.keys()].map((name, index) => [name, captured[index] ?? own])),
        unflatten(states),
        { noise: own, temperature },
      );
      return { states: flatten(state), results: TABLES.map((table) => scores[table]) };
    },
  );
  const joined = TABLES.map((table, index) => [table, joinSteps(results[index] ?? noise)]);
  return Object.fromEntries(joined) as Record<keyof ScoredDecisions, Value>;
}

const TABLES = ['tokens', 'logProbabilities', 'entropies', 'policies'] as const;

const flatten = ({ input, lstm }: ControllerState): Value[] => [input, ...flattenStates(lstm)];

function unflatten([input, ...values]: readonly Value[]): ControllerState {
  if (!input) throw new Error('the controller has no input');
  return { input, lstm: unflattenStates(values) };
}

/** [batch, steps * n] to [steps, batch, n]. */
function splitIntoSteps(table: Value, steps: number): Value {
  const [batch = 1, width = steps] = table.shape;
  return transpose(reshape(table, [batch, steps, width / steps]), [1, 0, 2]);
}

/** [steps, batch, n] to [batch, steps * n]. */
export function joinSteps(stacked: Value): Value {
  const [steps = 1, batch = 1, width = 1] = stacked.shape;
  return reshape(transpose(stacked, [1, 0, 2]), [batch, steps * width]);
}
