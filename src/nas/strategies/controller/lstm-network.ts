import {
  broadcastTo,
  constant,
  floatTensor,
  type LstmState,
  lstmCell,
  type Shape,
  scan,
  type Value,
} from '../../../tensor/index.js';
import { type Parameters, parameterOf, type SequenceNetwork } from './sequence-network.js';

export interface LstmOptions {
  readonly units: number;
  readonly lstmLayers: number;
  readonly startState: 'zero' | 'learned' | 'random';
}

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
  const own = new Map([...parameters].filter(([name]) => name.startsWith('lstm.')));
  const { results } = scan(
    { states: begin, sequences: [inputs], captured: [...own.values()] },
    ({ states: before, slices: [input = inputs], captured }) => {
      const weights = new Map([...own.keys()].map((name, index) => [name, captured[index] ?? input]));
      const { hidden, states } = lstmStep(weights, input, before);
      return { states, results: [hidden] };
    },
  );
  return results[0] ?? inputs;
}

function pairs(values: readonly Value[]): LstmState[] {
  return values.flatMap((hidden, index): LstmState[] => {
    const cell = values[index + 1];
    return index % 2 === 0 && cell ? [{ hidden, cell }] : [];
  });
}
