import type { Graph, Shape, Value } from '../../../tensor/index.js';

/** The parameters of a graph, by name. */
export type Parameters = ReadonlyMap<string, Value>;

/** What lies between the inputs of a sequence and its heads: it reads an input at each step, and gives a hidden vector. */
export interface SequenceNetwork {
  /** Size of inputs and hidden vectors. */
  readonly units: number;
  /** Names and shapes of its parameters. */
  parameterShapes(steps: number): Map<string, Shape>;
  /** Parameters that keep their first values. */
  readonly frozen: ReadonlySet<string>;
  /** What the first step begins with, for sequences that are drawn. */
  begin(graph: Graph, parameters: Parameters, batch: number, steps: number): Value[];
  /**
   * One step of a sequence that is drawn: input [batch, units] -> hidden [batch, units].
   * @param place [1, steps]: 1 at the place of the step
   */
  step(
    parameters: Parameters,
    input: Value,
    states: readonly Value[],
    place: Value,
  ): { readonly hidden: Value; readonly states: Value[] };
  /** All steps of known inputs, [steps, batch, units] to the same: what `step` gives one after the other. */
  all(parameters: Parameters, inputs: Value): Value;
}

export function parameterOf(parameters: Parameters, name: string): Value {
  const value = parameters.get(name);
  if (!value) throw new Error(`the controller has no parameter ${name}`);
  return value;
}
