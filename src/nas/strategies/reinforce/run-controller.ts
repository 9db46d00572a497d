import {
  broadcastTo,
  constant,
  floatTensor,
  type LstmState,
  reshape,
  scan,
  transpose,
  type Value,
} from '../../../tensor/index.js';
import { type ChoiceRule, type ControllerState, decide, type ScoredDecisions } from './decide.js';
import { type ControllerShape, type Parameters, parameterOf } from './parameters.js';
import { periodOf } from './period.js';

export interface ControllerRun {
  /** [batch, sum of widths]: what the choice rule reads, decision after decision. */
  readonly columns: Value;
  readonly rule: ChoiceRule;
  readonly temperature: number;
}

/**
 * The controller over all decisions. Where they repeat with a period, such as the layers of a chain, the graph holds
 * one period and scans over their number: it is built and compiled in the same few milliseconds for any length.
 */
export function runController(
  shape: ControllerShape,
  parameters: Parameters,
  run: ControllerRun,
): ScoredDecisions {
  const { decisions } = shape;
  const batch = run.columns.shape[0] ?? 1;
  const begin = initialState(shape, parameters, batch);
  const period = periodOf(decisions);
  if (period === decisions.length) return decide(decisions, parameters, begin, run).scores;

  const { results } = scan(
    {
      states: flatten(begin),
      sequences: [splitIntoSteps(run.columns, decisions.length / period)],
      captured: [...parameters.values()],
    },
    ({ states, slices: [columns = run.columns], captured }) => {
      const own = new Map(zip([...parameters.keys()], captured));
      const { state, scores } = decide(decisions.slice(0, period), own, unflatten(states), {
        ...run,
        columns,
      });
      return { states: flatten(state), results: TABLES.map((table) => scores[table]) };
    },
  );
  const joined = zip(
    TABLES,
    results.map((result) => joinSteps(result)),
  );
  return Object.fromEntries(joined) as Record<keyof ScoredDecisions, Value>;
}

const TABLES = ['tokens', 'logProbabilities', 'entropies', 'policies'] as const;

/** The learned input, and zeros in each layer. */
function initialState(
  { units, lstmLayers }: ControllerShape,
  parameters: Parameters,
  batch: number,
): ControllerState {
  const start = parameterOf(parameters, 'start');
  const zeros = constant(start.graph, floatTensor([batch, units]));
  const lstm = Array.from({ length: lstmLayers }, () => ({ hidden: zeros, cell: zeros }));
  return { input: broadcastTo(start, [batch, units]), lstm };
}

const flatten = ({ input, lstm }: ControllerState): Value[] => [
  input,
  ...lstm.flatMap(({ hidden, cell }) => [hidden, cell]),
];

function unflatten([input, ...values]: readonly Value[]): ControllerState {
  if (!input) throw new Error('the controller has no input');
  const lstm = values.flatMap((hidden, index): LstmState[] => {
    const cell = values[index + 1];
    return index % 2 === 0 && cell ? [{ hidden, cell }] : [];
  });
  return { input, lstm };
}

/** [batch, steps * n] to [steps, batch, n]. */
function splitIntoSteps(table: Value, steps: number): Value {
  const [batch = 1, width = steps] = table.shape;
  return transpose(reshape(table, [batch, steps, width / steps]), [1, 0, 2]);
}

/** [steps, batch, n] to [batch, steps * n]. */
function joinSteps(stacked: Value): Value {
  const [steps = 1, batch = 1, width = 1] = stacked.shape;
  return reshape(transpose(stacked, [1, 0, 2]), [batch, steps * width]);
}

/** Pairs of what stands at the same place in two lists. */
function zip<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.flatMap((a, index): [A, B][] => {
    const b = right[index];
    return b === undefined ? [] : [[a, b]];
  });
}
