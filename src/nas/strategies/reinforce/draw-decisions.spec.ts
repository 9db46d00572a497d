import { describe, expect, it } from 'vitest';
import {
  constant,
  floatTensor,
  Graph,
  gradients,
  mul,
  onnxRuntime,
  reduceSum,
  type Tensor,
} from '../../../tensor/index.js';
import { Random } from '../../random.js';
import { rowLength } from './choice-columns.js';
import { decide, type ScoredDecisions } from './decide.js';
import { type DrawOptions, drawDecisions } from './draw-decisions.js';
import { type ControllerShape, declareParameters, initialParameters, type Parameters } from './parameters.js';

const BATCH = 3;
const shape = {
  units: 4,
  lstmLayers: 2,
  decisions: Array.from({ length: 8 }, (_, position) => ({
    name: `decision ${position}`,
    type: position % 2 === 0 ? 'three' : 'two',
    choices: position % 2 === 0 ? [0, 1, 2] : [0, 1],
  })),
};

type Controller = (shape: ControllerShape, parameters: Parameters, run: DrawOptions) => ScoredDecisions;

/** All decisions written out, one after the other. */
const writtenOut: Controller = ({ units, decisions }, parameters, run) => {
  const [start] = parameters.values();
  if (!start) throw new Error('the controller has no parameters');
  const zeros = constant(start.graph, floatTensor([BATCH, units]));
  const input = mul(start, constant(start.graph, floatTensor([BATCH, 1], [1, 1, 1])));
  const layer = { hidden: zeros, cell: zeros };
  return decide(decisions, parameters, { input, lstm: [layer, layer] }, run).scores;
};

async function scores(controller: Controller): Promise<Record<string, Tensor>> {
  const graph = new Graph();
  const noise = graph.input('noise', [BATCH, rowLength(shape.decisions)]);
  const parameters = declareParameters(graph, shape);
  const tables = controller(shape, parameters, { noise, temperature: 2 });
  for (const [name, table] of Object.entries(tables)) graph.output(name, table);
  const { logProbabilities, entropies } = tables;
  const slopes = gradients(reduceSum(mul(logProbabilities, entropies)), [...parameters.values()]);
  for (const [index, slope] of slopes.entries()) graph.output(`slope${index}`, slope);
  const executable = await onnxRuntime().compile(graph, { threads: 1 });
  executable.setVariables(initialParameters(shape, 1, new Random(5n)));
  const random = new Random(6n);
  const drawn = Float32Array.from({ length: BATCH * rowLength(shape.decisions) }, () => random.gumbel());
  const results = await executable.run({ noise: floatTensor(noise.shape, drawn) });
  await executable.dispose();
  return results;
}

describe('the controller', () => {
  it('gives in a loop over periods what it gives written out, gradients included', async () => {
    const [looped, expected] = [await scores(drawDecisions), await scores(writtenOut)];
    expect(Object.keys(looped)).toEqual(Object.keys(expected));
    expect(looped.tokens).toEqual(expected.tokens);
    for (const [name, { shape: extents, data }] of Object.entries(expected)) {
      expect(looped[name]?.shape, name).toEqual(extents);
      for (const [index, value] of data.entries()) {
        expect(Number(looped[name]?.data[index]), `${name}[${index}]`).toBeCloseTo(Number(value), 4);
      }
    }
  });

  it('is a graph of one size for any number of periods', () => {
    const nodesFor = (periods: number): number => {
      const graph = new Graph();
      const decisions = Array.from({ length: periods }, () => shape.decisions.slice(0, 2)).flat();
      const longer = { ...shape, decisions };
      const noise = graph.input('noise', [BATCH, rowLength(decisions)]);
      drawDecisions(longer, declareParameters(graph, longer), { noise, temperature: 1 });
      return graph.nodes.length;
    };
    expect(nodesFor(50)).toBe(nodesFor(2));
  });
});
