import {
  broadcastTo,
  concat,
  constant,
  floatTensor,
  type Graph,
  reshape,
  scan,
  slice,
  transpose,
  type Value,
} from '../../../tensor/index.js';
import type { ControllerShape } from './parameters.js';
import type { LogitOptions } from './policy.js';
import { choicesOfStep, type Sequence, sequenceOf } from './sequence.js';
import { type Parameters, parameterOf } from './sequence-network.js';
import { type DrawnSteps, type StepOperands, takeSteps, type Walk } from './take-steps.js';

/**
 * The controller over all decisions, drawn by `noise` [batch, choices]. Where steps repeat, such as those of the layers of a
 * chain, the graph holds one period and scans over their number: it is built and compiled in the same few milliseconds
 * for any length.
 */
export function drawDecisions(
  shape: ControllerShape,
  parameters: Parameters,
  noise: Value,
  options: LogitOptions,
): DrawnSteps {
  const sequence = sequenceOf(shape.decisions, shape.anchors);
  const { steps, links, written, period } = sequence;
  const { network } = shape;
  const batch = noise.shape[0] ?? 1;
  const context = { network, parameters, links, options };
  const begin = beginOf(shape, sequence, parameters, noise.graph, batch);
  const width = steps.slice(0, written).reduce((sum, step) => sum + choicesOfStep(step, links), 0);
  const open = () =>
    takeSteps(steps.slice(0, written), context, begin, {
      noise: slice(noise, [0, 0], [batch, width]),
      ...rowsOf(noise.graph, sequence, 0, written),
    });
  if (period === 0) return open().drawn;
  const opening = written > 0 ? open() : null;
  const rest = slice(noise, [0, width], [batch, sequence.choiceWidth - width]);
  const looped = repeatSteps(shape, sequence, parameters, opening?.walk ?? begin, rest, options);
  if (!opening) return looped;
  const joined = TABLES.map((table) => [table, concat([opening.drawn[table], looped[table]], 1)]);
  return Object.fromEntries(joined) as Record<keyof DrawnSteps, Value>;
}

const TABLES = ['tokens', 'policies'] as const;

function repeatSteps(
  { network }: ControllerShape,
  sequence: Sequence,
  parameters: Parameters,
  begin: Walk,
  noise: Value,
  options: LogitOptions,
): DrawnSteps {
  const { steps, links, written, period } = sequence;
  const repeats = (steps.length - written) / period;
  const rows = rowsOf(noise.graph, sequence, written, steps.length);
  const perRepeat = [rows.places, rows.earlier, rows.own].flatMap((table) =>
    table ? [reshape(table, [repeats, period, table.shape[1] ?? 1])] : [],
  );
  const { results } = scan(
    {
      states: flatten(begin),
      sequences: [splitIntoSteps(noise, repeats), ...perRepeat],
      captured: [...parameters.values()],
    },
    ({ states, slices: [own = noise, places = noise, earlier, layer], captured }) => {
      const inside = new Map([...parameters.keys()].map((name, index) => [name, captured[index] ?? own]));
      const { walk, drawn } = takeSteps(
        steps.slice(written, written + period),
        { network, parameters: inside, links, options },
        unflatten(states, begin.previous !== undefined),
        { noise: own, places, earlier, own: layer },
      );
      return { states: flatten(walk), results: TABLES.map((table) => drawn[table]) };
    },
  );
  const joined = TABLES.map((table, index) => [table, joinSteps(results[index] ?? noise)]);
  return Object.fromEntries(joined) as Record<keyof DrawnSteps, Value>;
}

function beginOf(
  { network }: ControllerShape,
  { steps, links }: Sequence,
  parameters: Parameters,
  graph: Graph,
  batch: number,
): Walk {
  return {
    input: broadcastTo(parameterOf(parameters, 'start'), [batch, network.units]),
    states: network.begin(graph, parameters, batch, steps.length),
    previous: links > 0 ? constant(graph, floatTensor([batch, links, network.units])) : undefined,
  };
}

/** What the steps from `from` to `to` are given beside noise. */
function rowsOf(
  graph: Graph,
  { steps, links }: Sequence,
  from: number,
  to: number,
): Omit<StepOperands, 'noise'> {
  const table = (width: number, valueAt: (step: number, column: number) => boolean): Value => {
    const values = Float32Array.from({ length: (to - from) * width }, (_, index) =>
      valueAt(from + Math.floor(index / width), index % width) ? 1 : 0,
    );
    return constant(graph, floatTensor([to - from, width], values));
  };
  const layerOf = (index: number): number => {
    const step = steps[index];
    return step?.kind === 'anchor' ? step.layer : -1;
  };
  const places = table(steps.length, (step, column) => step === column);
  if (links === 0) return { places };
  return {
    places,
    earlier: table(links, (step, source) => source < layerOf(step)),
    own: table(links, (step, source) => source === layerOf(step)),
  };
}

const flatten = ({ input, states, previous }: Walk): Value[] => [
  input,
  ...(previous ? [previous] : []),
  ...states,
];

function unflatten([input, ...values]: readonly Value[], anchored: boolean): Walk {
  if (!input) throw new Error('the controller has no input');
  const [previous, ...states] = anchored ? values : [undefined, ...values];
  return { input, states: states.flatMap((state) => state ?? []), previous };
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
