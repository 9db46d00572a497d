import type { BatchNorm, Convolution, Dense, Layer, LayerGraph, Operation } from '../../nas/network/index.js';
import { IMAGE } from '../../nas/network/index.js';
import {
  add,
  conv2d,
  type Graph,
  globalAveragePool,
  matmul,
  relu,
  TensorError,
  type Value,
} from '../../tensor/index.js';
import { type Parameter, parametersOf, type Role } from './parameters.js';

/** The variables of a layer, by role. */
type LayerVariables = (role: Role) => Value;

/** What batch norm does to a map: with the batch's statistics while training, with the running ones afterwards. */
export type BatchNormRule = (map: Value, variables: LayerVariables) => Value;

export interface ForwardPass {
  /** [batch, classes] */
  readonly logits: Value;
  readonly parameters: readonly { readonly parameter: Parameter; readonly variable: Value }[];
}

interface LayerContext {
  readonly variables: LayerVariables;
  readonly batchNorm: BatchNormRule;
}

type LayerRule<Name> = (
  layer: Extract<Operation, { operation: Name }>,
  input: Value,
  context: LayerContext,
) => Value;

const rules: { readonly [Name in Operation['operation']]: LayerRule<Name> } = {
  convolution: ({ strides, padding }: Convolution, map, { variables }) =>
    conv2d(map, variables('weight'), { strides, padding }),
  batchNorm: (_: BatchNorm, map, { variables, batchNorm }) => batchNorm(map, variables),
  relu: (_, map) => relu(map),
  globalAveragePool: (_, map) => globalAveragePool(map),
  dense: (_: Dense, vector, { variables }) => add(matmul(vector, variables('weight')), variables('bias')),
};

/** Lays the network into `graph`: a variable for each of its parameters, and the logits of `image`. */
export function forward(
  graph: Graph,
  network: LayerGraph,
  image: Value,
  batchNorm: BatchNormRule,
): ForwardPass {
  const parameters = parametersOf(network).map((parameter) => ({
    parameter,
    variable: graph.variable(parameter.name, parameter.shape),
  }));
  const byName = new Map(parameters.map(({ parameter, variable }) => [parameter.name, variable]));
  const values = new Map<string, Value>([[IMAGE, image]]);
  let last = image;
  for (const layer of network.layers) {
    const variables: LayerVariables = (role) => found(byName, `${layer.id}.${role}`);
    last = apply(layer, found(values, layer.inputs[0] ?? IMAGE), { variables, batchNorm });
    values.set(layer.id, last);
  }
  return { logits: last, parameters };
}

function apply(layer: Layer, input: Value, context: LayerContext): Value {
  // The table pairs each name with its rule, which the compiler cannot follow through a lookup.
  const rule = rules[layer.operation] as LayerRule<Operation['operation']>;
  return rule(layer, input, context);
}

function found(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new TensorError('UNKNOWN_NAME', `network: nothing is called '${name}'`);
  return value;
}
