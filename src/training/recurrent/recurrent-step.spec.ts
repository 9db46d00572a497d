import { describe, expect, it } from 'vitest';
import type { RecurrentCellDescription } from '../../nas/space/index.js';
import { floatTensor, Graph, gradients, onnxRuntime, reduceSum } from '../../tensor/index.js';
import { recurrentStep } from './recurrent-step.js';

const [INPUTS, UNITS, BATCH, LEAVES] = [4, 6, 3, 8];

const node = (text: string) => {
  const [combination, activation] = text.split(' ');
  return { combination, activation } as RecurrentCellDescription['inject'];
};

/** The cell that the paper found, as TensorFlow Addons' NASCell has it. */
const nasCell: RecurrentCellDescription = {
  kind: 'recurrent-cell',
  nodes: [
    ...[
      'add sigmoid',
      'add relu',
      'add sigmoid',
      'mul relu',
      'add tanh',
      'add sigmoid',
      'add tanh',
      'add sigmoid',
    ],
    ...['mul tanh', 'add tanh', 'mul tanh', 'add sigmoid'],
    ...['mul identity', 'add tanh'],
    'mul tanh',
  ].map(node),
  inject: node('add tanh'),
  cellInput: 8,
  cellOutput: 12,
};

/** State after one step from h = c = 0.1 with all weights 0.5: its test, tensorflow_addons/rnn/tests/nas_cell_test.py. */
const published = [
  { input: 1, hidden: 0.5767508, cell: 0.7157977 },
  { input: 2, hidden: 0.6189357, cell: 0.7804162 },
  { input: 3, hidden: 0.6273934, cell: 0.7945764 },
];

const filled = (shape: readonly number[], value: number) =>
  floatTensor(shape, new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(value));

describe('recurrentStep', () => {
  it("gives the values of TensorFlow Addons' NASCell, and gradients of its weights", async () => {
    const graph = new Graph();
    const state = {
      hidden: graph.input('hidden', [BATCH, UNITS]),
      cell: graph.input('cell', [BATCH, UNITS]),
    };
    const weights = {
      kernel: graph.variable('kernel', [INPUTS, LEAVES * UNITS]),
      recurrentKernel: graph.variable('recurrentKernel', [UNITS, LEAVES * UNITS]),
    };
    const next = recurrentStep(nasCell, graph.input('x', [BATCH, INPUTS]), state, weights);
    graph.output('nextHidden', next.hidden);
    graph.output('nextCell', next.cell);
    const [slope] = gradients(reduceSum(next.hidden), [weights.kernel]);
    if (slope) graph.output('slope', slope);
    const step = await onnxRuntime().compile(graph, { threads: 1 });
    step.setVariables({
      kernel: filled([INPUTS, LEAVES * UNITS], 0.5),
      recurrentKernel: filled([UNITS, LEAVES * UNITS], 0.5),
    });
    const result = await step.run({
      x: floatTensor(
        [BATCH, INPUTS],
        published.flatMap(({ input }) => new Array<number>(INPUTS).fill(input)),
      ),
      hidden: filled([BATCH, UNITS], 0.1),
      cell: filled([BATCH, UNITS], 0.1),
    });
    await step.dispose();
    const { nextHidden, nextCell } = result;
    for (const [row, { hidden, cell }] of published.entries()) {
      for (let unit = 0; unit < UNITS; unit += 1) {
        expect(nextHidden?.data[row * UNITS + unit]).toBeCloseTo(hidden, 6);
        expect(nextCell?.data[row * UNITS + unit]).toBeCloseTo(cell, 6);
      }
    }
    expect(Array.from(result.slope?.data ?? [], Number).some((value) => value !== 0)).toBe(true);
  });
});
