import { gradients } from '../gradients.js';
import { Graph, type Value } from '../graph.js';
import { constant } from '../ops/constant.js';
import { mul } from '../ops/mul.js';
import { reduceSum } from '../ops/reduce-sum.js';
import type { Runtime } from '../runtime.js';
import { sizeOf } from '../shape.js';
import { type FloatTensor, floatTensor } from '../tensor.js';

export type Build = (...operands: readonly Value[]) => Value;

export interface GradientComparison {
  readonly operand: number;
  readonly index: number;
  readonly symbolic: number;
  readonly numeric: number;
}

/** Half the distance of a central difference: rounding of float32 and the error of the method are both near 1e-4. */
const STEP = 1e-2;

/** A fixed pattern without symmetry, so that no two elements of `y` can be mistaken for each other. */
const weightAt = (index: number): number => Math.sin(1 + 1.7 * index) + 0.25;

/** The weighted sum of `build(operands)` and its gradients, as one graph with operands x0, x1, ... */
export function gradientGraph(build: Build, operands: readonly FloatTensor[]): Graph {
  const graph = new Graph();
  const inputs = operands.map(({ shape }, index) => graph.input(`x${index}`, shape));
  const y = build(...inputs);
  const weights = Float32Array.from({ length: sizeOf(y.shape) }, (_, index) => weightAt(index));
  const loss = reduceSum(mul(y, constant(graph, floatTensor(y.shape, weights))));
  graph.output('loss', loss);
  for (const [index, slope] of gradients(loss, inputs).entries()) graph.output(`dx${index}`, slope);
  return graph;
}

/**
 * Every partial derivative of the weighted sum of `build(operands)`, by the graph's own gradient and by central
 * differences through the same runtime.
 */
export async function compareGradients(
  runtime: Runtime,
  build: Build,
  operands: readonly FloatTensor[],
): Promise<GradientComparison[]> {
  const executable = await runtime.compile(gradientGraph(build, operands), { threads: 1 });
  const feeds = Object.fromEntries(operands.map((tensor, index) => [`x${index}`, tensor]));
  const lossAt = async (operand: number, values: Float32Array) => {
    const moved = floatTensor(operands[operand]?.shape ?? [], values);
    const { loss } = await executable.run({ ...feeds, [`x${operand}`]: moved });
    return Number(loss?.data[0]);
  };
  const symbolic = await executable.run(feeds);
  const comparisons: GradientComparison[] = [];
  for (const [operand, tensor] of operands.entries()) {
    for (const [index, value] of tensor.data.entries()) {
      const above = await lossAt(operand, tensor.data.with(index, value + STEP));
      const below = await lossAt(operand, tensor.data.with(index, value - STEP));
      comparisons.push({
        operand,
        index,
        symbolic: Number(symbolic[`dx${operand}`]?.data[index]),
        numeric: (above - below) / (2 * STEP),
      });
    }
  }
  await executable.dispose();
  return comparisons;
}
