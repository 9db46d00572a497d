import { IMAGE, type Layer, type LayerGraph, liveLayers, type Operation } from '../../nas/network/index.js';
import {
  add,
  addN,
  averagePool,
  concat,
  conv2d,
  type Graph,
  globalAveragePool,
  hardSwish,
  matmul,
  maxPool,
  mul,
  pad,
  relu,
  relu6,
  sigmoid,
  swish,
  TensorError,
  tanh,
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

type Inputs = readonly [Value, ...Value[]];

interface LayerContext {
  readonly variables: LayerVariables;
  readonly batchNorm: BatchNormRule;
}

type LayerRule<Name> = (
  layer: Extract<Operation, { operation: Name }>,
  inputs: Inputs,
  context: LayerContext,
) => Value;

const rules: { readonly [Name in Operation['operation']]: LayerRule<Name> } = {
  convolution: ({ strides, padding }, [map], { variables }) =>
    conv2d(map, variables('weight'), { strides, padding }),
  depthwiseConvolution: ({ strides, padding }, [map], { variables }) =>
    conv2d(map, variables('weight'), { strides, padding, groups: map.shape[1] ?? 1 }),
  maxPool: (layer, [map]) => maxPool(map, layer),
  averagePool: (layer, [map]) => averagePool(map, layer),
  add: (_, inputs) => addN(inputs),
  concat: (_, inputs) => concat(inputs, 1),
  zero: (_, [value]) => mul(value, 0),
  zeroPad: ({ height, width }, [map]) => padMap(map, height, width),
  batchNorm: (_, [map], { variables, batchNorm }) => batchNorm(map, variables),
  relu: (_, [value]) => relu(value),
  relu6: (_, [value]) => relu6(value),
  swish: (_, [value]) => swish(value),
  hardSwish: (_, [value]) => hardSwish(value),
  sigmoid: (_, [value]) => sigmoid(value),
  tanh: (_, [value]) => tanh(value),
  globalAveragePool: (_, [map]) => globalAveragePool(map),
  dense: (_, [vector], { variables }) => add(matmul(vector, variables('weight')), variables('bias')),
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
  for (const layer of liveLayers(network)) {
    const variables: LayerVariables = (role) => found(byName, `${layer.id}.${role}`);
    const inputs = layer.inputs.map((input) => found(values, input));
    last = apply(layer, inputs, { variables, batchNorm });
    values.set(layer.id, last);
  }
  return { logits: last, parameters };
}

function apply(layer: Layer, inputs: readonly Value[], context: LayerContext): Value {
  // The table pairs each name with its rule, which the compiler cannot follow through a lookup.
  const rule = rules[layer.operation] as LayerRule<Operation['operation']>;
  const [first, ...others] = inputs;
  if (!first) throw new TensorError('INVALID_ARGUMENT', `network: layer '${layer.id}' has no input`);
  return rule(layer, [first, ...others], context);
}

function padMap(map: Value, height: number, width: number): Value {
  const [batch = 0, channels = 0, rows = 0, columns = 0] = map.shape;
  const before = [0, 0, Math.floor((height - rows) / 2), Math.floor((width - columns) / 2)];
  return pad(map, before, [batch, channels, height, width]);
}

function found(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new TensorError('UNKNOWN_NAME', `network: nothing is called '${name}'`);
  return value;
}
