import { describe, expect, it } from 'vitest';
import { floatTensor, Graph, intTensor, onnxRuntime } from '../../../tensor/index.js';
import { Random } from '../../random.js';
import type { Decision } from '../../space/index.js';
import { rowLength } from './choice-columns.js';
import { declareParameters, initialParameters } from './parameters.js';
import { buildSamplingGraph } from './sampling-graph.js';
import { scoreTokens } from './score-tokens.js';

const BATCH = 3;
const TEMPERATURE = 2;

const decision = (type: string, position: number): Decision => ({
  name: `decision ${position}`,
  type,
  choices: type === 'three' ? [0, 1, 2] : [0, 1],
});

const cases: Readonly<Record<string, readonly string[]>> = {
  'with a period': ['three', 'two', 'three', 'two', 'three', 'two', 'three', 'two'],
  'without a period, the last of a type of its own': ['three', 'two', 'three', 'three', 'last'],
  'a single one': ['three'],
};

describe('scoreTokens', () => {
  it.each(Object.entries(cases))('scores decisions %s as drawing them did', async (_name, types) => {
    const shape = { units: 4, lstmLayers: 2, decisions: types.map(decision) };
    const variables = initialParameters(shape, 1, new Random(5n));
    const drawing = await onnxRuntime().compile(buildSamplingGraph(shape, BATCH, TEMPERATURE), {
      threads: 1,
    });
    drawing.setVariables(variables);
    const random = new Random(6n);
    const width = rowLength(shape.decisions);
    const noise = Float32Array.from({ length: BATCH * width }, () => random.gumbel());
    const drawn = await drawing.run({ noise: floatTensor([BATCH, width], noise) });
    await drawing.dispose();

    const graph = new Graph();
    const tokens = graph.input('tokens', [BATCH, types.length], 'int64');
    const scores = scoreTokens(shape, declareParameters(graph, shape), tokens, TEMPERATURE);
    graph.output('logProbabilities', scores.logProbabilities);
    graph.output('entropies', scores.entropies);
    const scoring = await onnxRuntime().compile(graph, { threads: 1 });
    scoring.setVariables(variables);
    const scored = await scoring.run({
      tokens: intTensor([BATCH, types.length], Array.from(drawn.tokens?.data ?? [], Number)),
    });
    await scoring.dispose();
    for (const name of ['logProbabilities', 'entropies']) {
      expect(scored[name]?.shape).toEqual([BATCH, types.length]);
      for (const [index, value] of (drawn[name]?.data ?? []).entries()) {
        expect(Number(scored[name]?.data[index]), `${name}[${index}]`).toBeCloseTo(Number(value), 5);
      }
    }
  });
});
