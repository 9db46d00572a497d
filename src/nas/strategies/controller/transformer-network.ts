import {
  add,
  attention,
  causalMask,
  constant,
  dense,
  floatTensor,
  joinHeads,
  layerNorm,
  matmul,
  mul,
  multiHeadAttention,
  relu,
  reshape,
  type Shape,
  splitHeads,
  transpose,
  type Value,
} from '../../../tensor/index.js';
import { type Parameters, parameterOf, type SequenceNetwork } from './sequence-network.js';

export interface TransformerOptions {
  readonly units: number;
  readonly heads: number;
  readonly layers: number;
}

/** Width of the hidden layer of a feed-forward network, in units (Vaswani et al., table 3). */
const EXPANSION = 4;
/** A score so low that its weight is 0 in float32; minus infinity times 0 would not be a number. */
const HIDDEN_SCORE = -1e9;

/**
 * Causal Transformer (Vaswani et al., arXiv 1706.03762) with learned positions: self-attention and a feed-forward network with
 * ReLU, each on a normalised input and added to it (Xiong et al., arXiv 2002.04745), and a normalisation in the end. While it
 * draws, a state holds the keys and one the values of each layer, so that a step computes its own alone.
 */
export function transformerNetwork({ units, heads, layers }: TransformerOptions): SequenceNetwork {
  const names = Array.from({ length: layers }, (_, layer) => `block.${layer}`);
  return {
    units,
    frozen: new Set(),
    parameterShapes: (steps) =>
      new Map<string, Shape>([
        ['positions', [steps, units]],
        ...names.flatMap((name) => blockShapes(name, units)),
        ...normShapes('last', units),
      ]),
    begin: (graph, _, batch, steps) => {
      const empty = constant(graph, floatTensor([batch, steps, units]));
      return names.flatMap(() => [empty, empty]);
    },
    step: (parameters, input, states, place) => {
      let x = add(input, matmul(place, parameterOf(parameters, 'positions')));
      const next = names.flatMap((name, layer) => {
        const [keys = x, values = x] = states.slice(2 * layer);
        const seen = attendNow(parameters, name, normed(parameters, `${name}.attention`, x), place, {
          keys,
          values,
          heads,
        });
        x = feedForward(parameters, name, add(x, seen.output));
        return [seen.keys, seen.values];
      });
      return { hidden: normed(parameters, 'last', x), states: next };
    },
    all: (parameters, inputs) => {
      const [steps = 1] = inputs.shape;
      const mask = causalMask(inputs.graph, steps);
      let x = add(transpose(inputs, [1, 0, 2]), parameterOf(parameters, 'positions'));
      for (const name of names) {
        const own = normed(parameters, `${name}.attention`, x);
        x = add(x, multiHeadAttention(own, projectionsOf(parameters, name), { heads, mask }));
        x = feedForward(parameters, name, x);
      }
      return transpose(normed(parameters, 'last', x), [1, 0, 2]);
    },
  };
}

const PROJECTIONS = ['query', 'key', 'value', 'output'] as const;

function blockShapes(name: string, units: number): [string, Shape][] {
  return [
    ...normShapes(`${name}.attention`, units),
    ...PROJECTIONS.flatMap((part) => denseShapes(`${name}.attention.${part}`, units, units)),
    ...normShapes(`${name}.feedForward`, units),
    ...denseShapes(`${name}.feedForward.inner`, units, EXPANSION * units),
    ...denseShapes(`${name}.feedForward.outer`, EXPANSION * units, units),
  ];
}

const normShapes = (name: string, units: number): [string, Shape][] => [
  [`${name}.normScale`, [units]],
  [`${name}.normOffset`, [units]],
];

const denseShapes = (name: string, inputs: number, outputs: number): [string, Shape][] => [
  [`${name}.kernel`, [inputs, outputs]],
  [`${name}.bias`, [outputs]],
];

const projectionOf = (parameters: Parameters, name: string) => ({
  kernel: parameterOf(parameters, `${name}.kernel`),
  bias: parameterOf(parameters, `${name}.bias`),
});

function projectionsOf(parameters: Parameters, name: string) {
  const part = (projection: (typeof PROJECTIONS)[number]) =>
    projectionOf(parameters, `${name}.attention.${projection}`);
  return { query: part('query'), key: part('key'), value: part('value'), output: part('output') };
}

const normed = (parameters: Parameters, name: string, x: Value): Value =>
  layerNorm(x, {
    scale: parameterOf(parameters, `${name}.normScale`),
    offset: parameterOf(parameters, `${name}.normOffset`),
  });

function feedForward(parameters: Parameters, name: string, x: Value): Value {
  const own = normed(parameters, `${name}.feedForward`, x);
  const inner = relu(dense(own, projectionOf(parameters, `${name}.feedForward.inner`)));
  return add(x, dense(inner, projectionOf(parameters, `${name}.feedForward.outer`)));
}

/** Attention of the step at `place` [1, steps] to itself and those before it, x [batch, units]. */
function attendNow(
  parameters: Parameters,
  name: string,
  x: Value,
  place: Value,
  { keys, values, heads }: { readonly keys: Value; readonly values: Value; readonly heads: number },
) {
  const [batch = 1, steps = 1, units = 1] = keys.shape;
  const { query, key, value, output } = projectionsOf(parameters, name);
  const write = (table: Value, projected: Value) =>
    add(table, mul(reshape(place, [1, steps, 1]), reshape(projected, [batch, 1, units])));
  const [allKeys, allValues] = [write(keys, dense(x, key)), write(values, dense(x, value))];
  const seen = attention({
    queries: splitHeads(reshape(dense(x, query), [batch, 1, units]), heads),
    keys: splitHeads(allKeys, heads),
    values: splitHeads(allValues, heads),
    mask: matmul(place, laterSteps(place, steps)),
  });
  return {
    output: dense(reshape(joinHeads(seen), [batch, units]), output),
    keys: allKeys,
    values: allValues,
  };
}

/** [steps, steps]: in the row of each step a score that hides those behind it. */
function laterSteps({ graph }: Value, steps: number): Value {
  const scores = Float32Array.from({ length: steps * steps }, (_, index) =>
    index % steps > Math.floor(index / steps) ? HIDDEN_SCORE : 0,
  );
  return constant(graph, floatTensor([steps, steps], scores));
}
