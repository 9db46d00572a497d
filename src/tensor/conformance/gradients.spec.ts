import { describe, expect, it } from 'vitest';
import { vjps } from '../ops/vjps.js';
import { compareGradients, gradientGraph } from './check-gradients.js';
import { gradientCases } from './gradient-cases.js';
import { runtimes } from './runtimes.js';

/** Variables are the sources that training.spec.ts has; what picks has no slope (forward.spec.ts). */
const NOT_DIFFERENTIATED = ['argMax', 'variable'];

describe.each(runtimes)('gradients on $name', (runtime) => {
  it.each(Object.entries(gradientCases))('%s', async (_name, { build, operands }) => {
    for (const comparison of await compareGradients(runtime, build, operands)) {
      const { symbolic, numeric } = comparison;
      const difference = Math.abs(symbolic - numeric) / (1 + Math.abs(numeric));
      expect(difference, JSON.stringify(comparison)).toBeLessThan(3e-3);
    }
  });
});

describe('the cases', () => {
  it('leave out no op that has a gradient', () => {
    const graphs = Object.values(gradientCases).map(({ build, operands }) => gradientGraph(build, operands));
    const covered = new Set(graphs.flatMap((graph) => graph.nodes.map(({ kind }) => kind)));
    const missing = Object.keys(vjps).filter((kind) => !covered.has(kind as never));
    expect(missing.sort()).toEqual(NOT_DIFFERENTIATED);
  });
});
