import {
  constant,
  floatTensor,
  type Graph,
  type LstmState,
  lstmCell,
  type Value,
} from '../../../tensor/index.js';
import { type ControllerShape, type Parameters, parameterOf } from './parameters.js';

/** The next states: the first layer reads the input [batch, units], each other one the hidden state below it. */
export function lstmLayers(
  parameters: Parameters,
  input: Value,
  states: readonly LstmState[],
): readonly LstmState[] {
  let below = input;
  return states.map((state, layer) => {
    const kernel = parameterOf(parameters, `lstm.${layer}.kernel`);
    const next = lstmCell(below, state, { kernel, bias: parameterOf(parameters, `lstm.${layer}.bias`) });
    below = next.hidden;
    return next;
  });
}

/** Zeros in each layer. */
export function initialStates(
  graph: Graph,
  { units, lstmLayers: layers }: ControllerShape,
  batch: number,
): LstmState[] {
  const zeros = constant(graph, floatTensor([batch, units]));
  return Array.from({ length: layers }, () => ({ hidden: zeros, cell: zeros }));
}

/** The states as a scan hands them on. */
export const flattenStates = (states: readonly LstmState[]): Value[] =>
  states.flatMap(({ hidden, cell }) => [hidden, cell]);

export function unflattenStates(values: readonly Value[]): LstmState[] {
  return values.flatMap((hidden, index): LstmState[] => {
    const cell = values[index + 1];
    return index % 2 === 0 && cell ? [{ hidden, cell }] : [];
  });
}
