import {
  floatTensor,
  type Graph,
  type Shape,
  sizeOf,
  type Tensor,
  type Value,
} from '../../../tensor/index.js';
import type { Random } from '../../random.js';
import type { Decision } from '../../space/index.js';

/** What fixes the controller's parameters. */
export interface ControllerShape {
  /** Units of each LSTM layer, and size of the embeddings. */
  readonly units: number;
  readonly lstmLayers: number;
  readonly decisions: readonly Decision[];
}

/**
 * Names and shapes of the parameters. Heads and embeddings are shared by the decisions of one type. The LSTM's are
 * laid out as `lstmCell` wants them.
 */
export function parameterShapes({ units, lstmLayers, decisions }: ControllerShape): Map<string, Shape> {
  const shapes = new Map<string, Shape>([['start', [1, units]]]);
  for (let layer = 0; layer < lstmLayers; layer += 1) {
    shapes.set(`lstm.${layer}.kernel`, [2 * units, 4 * units]);
    shapes.set(`lstm.${layer}.bias`, [4 * units]);
  }
  for (const { type, choices } of decisions) {
    shapes.set(`head.${type}.weights`, [units, choices.length]);
    shapes.set(`head.${type}.bias`, [choices.length]);
  }
  // The last token is the input of nothing: a type that occurs only there needs no embedding.
  for (const { type, choices } of decisions.slice(0, -1)) {
    shapes.set(`embedding.${type}`, [choices.length, units]);
  }
  return shapes;
}

/** The parameters of a graph, by name. */
export type Parameters = ReadonlyMap<string, Value>;

export function parameterOf(parameters: Parameters, name: string): Value {
  const value = parameters.get(name);
  if (!value) throw new Error(`the controller has no parameter ${name}`);
  return value;
}

/** Makes each parameter a variable of `graph`. */
export function declareParameters(graph: Graph, shape: ControllerShape): Parameters {
  return new Map([...parameterShapes(shape)].map(([name, extents]) => [name, graph.variable(name, extents)]));
}

/** Uniform in [-range, range], drawn in the order of the names. */
export function initialParameters(
  shape: ControllerShape,
  range: number,
  random: Random,
): Record<string, Tensor> {
  const drawn = [...parameterShapes(shape)].map(([name, extents]) => {
    const data = Float32Array.from({ length: sizeOf(extents) }, () => (2 * random.uniform() - 1) * range);
    return [name, floatTensor(extents, data)];
  });
  return Object.fromEntries(drawn);
}
