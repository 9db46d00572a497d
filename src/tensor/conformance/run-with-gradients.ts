import { addN, constant, Graph, gradients, mul, reduceSum, type Value } from '../index.js';
import type { Runtime } from '../runtime.js';
import { type GoldenTensor, tensorOf } from './golden.js';

type GoldenTensors = Readonly<Record<string, GoldenTensor>>;
type Values = Readonly<Record<string, Value>>;

/** The outputs of `build` on `operands` as `out <name>`; with weights also of their weighted sum the gradients, `d <operand>`. */
export function graphWithGradients(
  operands: GoldenTensors,
  weights: GoldenTensors,
  build: (operands: Values) => Values,
): Graph {
  const graph = new Graph();
  const inputs = Object.entries(operands).map(
    ([name, { shape }]) => [name, graph.input(name, shape)] as const,
  );
  const outputs = build(Object.fromEntries(inputs));
  for (const [name, value] of Object.entries(outputs)) graph.output(`out ${name}`, value);
  const terms = Object.entries(weights).map(([name, weight]) =>
    reduceSum(mul(named(outputs, name), constant(graph, tensorOf(weight)))),
  );
  if (terms.length === 0) return graph;
  const slopes = gradients(
    addN(terms),
    inputs.map(([, value]) => value),
  );
  for (const [index, slope] of slopes.entries()) graph.output(`d ${inputs[index]?.[0]}`, slope);
  return graph;
}

/** What a run of that graph gives. */
export async function runWithGradients(
  runtime: Runtime,
  operands: GoldenTensors,
  weights: GoldenTensors,
  build: (operands: Values) => Values,
) {
  const executable = await runtime.compile(graphWithGradients(operands, weights, build), { threads: 1 });
  const feeds = Object.fromEntries(
    Object.entries(operands).map(([name, tensor]) => [name, tensorOf(tensor)]),
  );
  const results = await executable.run(feeds);
  await executable.dispose();
  return results;
}

export function named(values: Values, name: string): Value {
  const value = values[name];
  if (!value) throw new Error(`there is no value ${name}`);
  return value;
}
