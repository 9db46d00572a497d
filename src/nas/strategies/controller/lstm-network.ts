import {
  broadcastTo,
  concat,
  constant,
  floatTensor,
  type LstmState,
  lstmCell,
  reshape,
  type Shape,
  scan,
  split,
  type Value,
} from '../../../tensor/index.js';
import { type Parameters, parameterOf, type SequenceNetwork } from './sequence-network.js';

export interface LstmOptions {
  readonly units: number;
  readonly lstmLayers: number;
  readonly startState: 'zero' | 'learned' | 'random';
}

/** Cells written out in one turn of the loop: turns cost more than cells, cells cost time to compile. */
const MOST_CELLS_A_TURN = 4;

/** Layers of long short-term memory (Zoph & Le, section 4.1); a state is the hidden and the cell vector of each layer. */
export function lstmNetwork({ units, lstmLayers, startState }: LstmOptions): SequenceNetwork {
  const layers = Array.from({ length: lstmLayers }, (_, layer) => layer);
  const states =
    startState === 'zero' ? [] : layers.flatMap((layer) => [`state.${layer}.hidden`, `state.${layer}.cell`]);
  const begin: SequenceNetwork['begin'] = (graph, parameters, batch) => {
    if (states.length > 0)
      return states.map((name) => broadcastTo(parameterOf(parameters, name), [batch, units]));
    const zeros = constant(graph, floatTensor([batch, units]));
    return layers.flatMap(() => [zeros, zeros]);
  };
  return {
    units,
    frozen: new Set(startState === 'random' ? states : []),
    parameterShapes: () => {
      const kernels = layers.flatMap((layer): [string, Shape][] => [
        [`lstm.${layer}.kernel`, [2 * units, 4 * units]],
        [`lstm.${layer}.bias`, [4 * units]],
      ]);
      return new Map([...kernels, ...states.map((name): [string, Shape] => [name, [1, units]])]);
    },
    begin,
    step: lstmStep,
    all: (parameters, inputs) => {
      const [steps = 1, batch = 1] = inputs.shape;
      return allSteps(parameters, inputs, begin(inputs.graph, parameters, batch, steps));
    },
  };
}

/** The first layer reads the input [batch, units], each other one the hidden vector below it. */
function lstmStep(
  parameters: Parameters,
  input: Value,
  states: readonly Value[],
): { readonly hidden: Value; readonly states: Value[] } {
  let hidden = input;
  const next = pairs(states).flatMap((state, layer) => {
    const kernel = parameterOf(parameters, `lstm.${layer}.kernel`);
    const bias = parameterOf(parameters, `lstm.${layer}.bias`);
    const after = lstmCell(hidden, state, { kernel, bias });
    hidden = after.hidden;
    return [after.hidden, after.cell];
  });
  return { hidden, states: next };
}

function allSteps(parameters: Parameters, inputs: Value, begin: readonly Value[]): Value {
  const [steps = 1, batch = 1, units = 1] = inputs.shape;
  const cells = largestDivisor(steps, MOST_CELLS_A_TURN);
  const own = new Map([...parameters].filter(([name]) => name.startsWith('lstm.')));
  const { results } = scan(
    {
      states: begin,
      sequences: [reshape(inputs, [steps / cells, cells, batch, units])],
      captured: [...own.values()],
    },
    ({ states: before, slices: [turn = inputs], captured }) => {
      const weights = new Map([...own.keys()].map((name, index) => [name, captured[index] ?? turn]));
      let states = before;
      const each = Array.from({ length: cells }, () => 1);
      const hidden = split(turn, each, 0).map((input) => {
        const next = lstmStep(weights, reshape(input, [batch, units]), states);
        states = next.states;
        return reshape(next.hidden, [1, batch, units]);
      });
      return { states, results: [concat(hidden, 0)] };
    },
  );
  return reshape(results[0] ?? inputs, [steps, batch, units]);
}

function pairs(values: readonly Value[]): LstmState[] {
  return values.flatMap((hidden, index): LstmState[] => {
    const cell = values[index + 1];
    return index % 2 === 0 && cell ? [{ hidden, cell }] : [];
  });
}

function largestDivisor(count: number, most: number): number {
  const candidates = Array.from({ length: most }, (_, index) => most - index);
  return candidates.find((divisor) => count % divisor === 0) ?? 1;
}
