import { describe, expect, it } from 'vitest';
import { floatTensor, Graph, intTensor, onnxRuntime } from '../../../tensor/index.js';
import { Random } from '../../random.js';
import { createSpace, type Decision, type SearchSpace, spaceDefinitionSchema } from '../../space/index.js';
import { lstmNetwork } from './lstm-network.js';
import { declareParameters, initialParameters } from './parameters.js';
import { buildSamplingGraph } from './sampling-graph.js';
import { scoreTokens } from './score-tokens.js';
import { sequenceOf } from './sequence.js';
import { transformerNetwork } from './transformer-network.js';

const BATCH = 3;
const OPTIONS = { temperature: 2, tanhConstant: 1.5, skipTarget: 0.4 };

const decisionsOf = (types: string): Pick<SearchSpace, 'decisions' | 'anchors'> => ({
  decisions: types.split(' ').map(
    (type, position): Decision => ({
      name: `decision ${position}`,
      type,
      choices: type === 'three' ? [0, 1, 2] : [0, 1],
    }),
  ),
});

const spaces = {
  'with a period': decisionsOf('three two three two three two three two'),
  'without a period, the last of a type of its own': decisionsOf('three two three three last'),
  'with a beginning and a period': decisionsOf('last three two three two three two'),
  'with a type twice in its period': decisionsOf('three three two three three two'),
  'a single one': decisionsOf('three'),
  'with a beginning and anchors': createSpace(
    spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 4, minLayers: 2, skips: true }),
  ),
};
const networks = {
  'an LSTM': lstmNetwork({ units: 4, lstmLayers: 2, startState: 'learned' }),
  'a Transformer': transformerNetwork({ units: 4, heads: 2, layers: 2 }),
};
const cases = Object.entries(networks).flatMap(([of, network]) =>
  Object.entries(spaces).map(([name, space]) => [of, name, { network, space }] as const),
);

describe('scoreTokens', () => {
  it.each(cases)('by %s scores decisions %s as drawing them did', async (_of, _name, { network, space }) => {
    const { decisions, anchors } = space;
    const shape = { network, decisions, anchors, startInput: 'learned' } as const;
    const variables = initialParameters(shape, 1, new Random(5n));
    const drawing = await onnxRuntime().compile(buildSamplingGraph(shape, BATCH, OPTIONS), { threads: 1 });
    drawing.setVariables(variables);
    const random = new Random(6n);
    const { choiceWidth, tokenWidth, columns } = sequenceOf(decisions, anchors);
    const noise = Float32Array.from({ length: BATCH * choiceWidth }, () => random.gumbel());
    const drawn = await drawing.run({ noise: floatTensor([BATCH, choiceWidth], noise) });
    await drawing.dispose();

    const graph = new Graph();
    const tokens = graph.input('tokens', [BATCH, tokenWidth], 'int64');
    const scores = scoreTokens(shape, declareParameters(graph, shape), tokens, OPTIONS);
    graph.output('logProbabilities', scores.logProbabilities);
    graph.output('entropies', scores.entropies);
    const scoring = await onnxRuntime().compile(graph, { threads: 1 });
    scoring.setVariables(variables);
    const scored = await scoring.run({
      tokens: intTensor([BATCH, tokenWidth], Array.from(drawn.tokens?.data ?? [], Number)),
    });
    await scoring.dispose();
    for (const name of ['logProbabilities', 'entropies']) {
      expect(scored[name]?.shape).toEqual([BATCH, tokenWidth]);
      for (const [index, value] of (drawn[name]?.data ?? []).entries()) {
        expect(Number(scored[name]?.data[index]), `${name}[${index}]`).toBeCloseTo(Number(value), 5);
      }
      const ofDecisions = columns.map(({ token }) => Number(scored[name]?.data[token]));
      expect(ofDecisions.every((value) => value !== 0)).toBe(true);
    }
  });
});
