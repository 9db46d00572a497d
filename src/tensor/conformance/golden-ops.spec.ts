import { describe, expect, it } from 'vitest';
import { constant, intTensor, type Value } from '../index.js';
import { vjps } from '../ops/vjps.js';
import { distance } from './golden.js';
import { buildersOfOps, type GoldenOp, goldenOps } from './golden-ops.js';
import { graphWithGradients, runWithGradients } from './run-with-gradients.js';
import { runtimes } from './runtimes.js';

const TOLERANCE = 5e-5;

const weightsOf = ({ dy, gradients }: GoldenOp) => (Object.keys(gradients).length > 0 ? { y: dy } : {});

function build({ name, ids }: GoldenOp, operands: Readonly<Record<string, Value>>): { y: Value } {
  const values = Object.values(operands);
  const [graph] = values.map((value) => value.graph);
  const builder = buildersOfOps[name];
  if (!builder || !graph) throw new Error(`golden-ops.ts has no case ${name}`);
  const [indices] = ids.map(({ shape, data }) => constant(graph, intTensor(shape, data)));
  // A case takes as many as its row has.
  return { y: builder(values as never, indices as never) };
}

describe.each(runtimes)('ops as PyTorch computes them, on $name', (runtime) => {
  it.each(goldenOps)('$name', async (row) => {
    const results = await runWithGradients(runtime, row.operands, weightsOf(row), (operands) =>
      build(row, operands),
    );
    expect(distance(results['out y'], row.y)).toBeLessThan(TOLERANCE);
    for (const [name, slope] of Object.entries(row.gradients)) {
      expect(distance(results[`d ${name}`], slope), name).toBeLessThan(TOLERANCE);
    }
  });
});

describe('the golden cases', () => {
  it('leave out no op but those with a table of their own in golden.spec.ts', () => {
    const kinds = goldenOps.flatMap((row) => {
      const graph = graphWithGradients(row.operands, weightsOf(row), (operands) => build(row, operands));
      return graph.nodes.map(({ kind }) => kind);
    });
    const missing = Object.keys(vjps).filter((kind) => !kinds.includes(kind as never));
    expect(missing.sort()).toEqual([
      'averagePool',
      'averagePoolGradient',
      'batchNorm',
      'batchNormGradient',
      'maxPool',
      'maxPoolGradient',
      'softmaxCrossEntropy',
      'softmaxCrossEntropyGradient',
      'variable',
    ]);
  });
});
