import { describe, expect, it } from 'vitest';
import {
  applyGradients,
  averagePool,
  batchNorm,
  clipByGlobalNorm,
  constant,
  conv2d,
  Graph,
  intTensor,
  lstmCell,
  maxPool,
  mul,
  type Optimizer,
  softmaxCrossEntropy,
} from '../index.js';
import { distance, type GoldenTensor, golden, tensorOf } from './golden.js';
import { named, runWithGradients } from './run-with-gradients.js';
import { runtimes } from './runtimes.js';

const TOLERANCE = 2e-5;

/** A convolution, pool or norm: its result and every gradient. */
function expectFunction(
  results: Awaited<ReturnType<typeof runWithGradients>>,
  {
    y,
    gradients: slopes,
  }: { readonly y: GoldenTensor; readonly gradients: Readonly<Record<string, GoldenTensor>> },
): void {
  expect(distance(results['out y'], y)).toBeLessThan(TOLERANCE);
  for (const [name, slope] of Object.entries(slopes)) {
    expect(distance(results[`d ${name}`], slope), name).toBeLessThan(TOLERANCE);
  }
}

describe.each(runtimes)('what PyTorch computes, on $name', (runtime) => {
  it.each(golden.convolutions)('convolution: $name', async ({ operands, dy, options, ...expected }) => {
    const results = await runWithGradients(runtime, operands, { y: dy }, (values) => ({
      y: conv2d(named(values, 'x'), named(values, 'filter'), options),
    }));
    expectFunction(results, expected);
  });

  it.each(golden.pools)('$kind pool: $name', async ({ kind, operands, dy, options, ...expected }) => {
    const pool = kind === 'max' ? maxPool : averagePool;
    const results = await runWithGradients(runtime, operands, { y: dy }, (values) => ({
      y: pool(named(values, 'x'), options),
    }));
    expectFunction(results, expected);
  });

  it('batch norm, with the statistics of the batch', async () => {
    const { epsilon, mean, variance, operands, dy, ...expected } = golden.batchNorm;
    const results = await runWithGradients(runtime, operands, { y: dy }, (values) => ({
      ...batchNorm(named(values, 'x'), named(values, 'scale'), named(values, 'offset'), { epsilon }),
    }));
    expectFunction(results, expected);
    expect(distance(results['out mean'], mean)).toBeLessThan(TOLERANCE);
    expect(distance(results['out variance'], variance)).toBeLessThan(TOLERANCE);
  });

  it.each(golden.crossEntropy)('cross-entropy with label smoothing $labelSmoothing', async (row) => {
    const results = await runWithGradients(
      runtime,
      { logits: row.logits },
      { loss: { shape: [], data: [1] } },
      (values) => {
        const x = named(values, 'logits');
        const labels = constant(x.graph, intTensor([row.labels.length], row.labels));
        return { loss: softmaxCrossEntropy(x, labels, { labelSmoothing: row.labelSmoothing }) };
      },
    );
    expect(distance(results['out loss'], { data: [row.loss] })).toBeLessThan(TOLERANCE);
    expect(distance(results['d logits'], row.gradient)).toBeLessThan(TOLERANCE);
  });

  it('an LSTM cell', async () => {
    const { weights, next, gradients: slopes, ...operands } = golden.lstmCell;
    const results = await runWithGradients(runtime, operands, weights, (values) => {
      const state = { hidden: named(values, 'hidden'), cell: named(values, 'cell') };
      const parameters = { kernel: named(values, 'kernel'), bias: named(values, 'bias') };
      return { ...lstmCell(named(values, 'x'), state, parameters) };
    });
    expect(distance(results['out hidden'], next.hidden)).toBeLessThan(TOLERANCE);
    expect(distance(results['out cell'], next.cell)).toBeLessThan(TOLERANCE);
    for (const [name, slope] of Object.entries(slopes)) {
      expect(distance(results[`d ${name}`], slope), name).toBeLessThan(TOLERANCE);
    }
  });

  it.each(golden.optimizers)(
    'eight steps of $name',
    async ({ options, clipNorm, start, curvature, path }) => {
      const { rate, ...rule } = options;
      const graph = new Graph();
      const w = graph.variable('w', start.shape);
      const learningRate = graph.input('learningRate', []);
      const gradient = mul(mul(w, mul(w, w)), constant(graph, tensorOf(curvature)));
      const [used = gradient] = clipNorm === null ? [] : clipByGlobalNorm([gradient], clipNorm).gradients;
      applyGradients({ ...rule, learningRate } as Optimizer, [{ variable: w, gradient: used }]);
      const executable = await runtime.compile(graph, { threads: 1 });
      executable.setVariables({ w: tensorOf(start) });
      for (const [step, expected] of path.entries()) {
        await executable.run({ learningRate: tensorOf({ shape: [], data: [rate] }) });
        expect(distance(executable.variables().w, { data: expected }), `step ${step + 1}`).toBeLessThan(
          TOLERANCE,
        );
      }
      await executable.dispose();
    },
  );
});
