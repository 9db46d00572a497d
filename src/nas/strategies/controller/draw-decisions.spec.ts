import { describe, expect, it } from 'vitest';
import { Graph } from '../../../tensor/index.js';
import { createSpace, spaceDefinitionSchema } from '../../space/index.js';
import { drawDecisions } from './draw-decisions.js';
import { lstmNetwork } from './lstm-network.js';
import { declareParameters } from './parameters.js';
import { sequenceOf } from './sequence.js';
import { transformerNetwork } from './transformer-network.js';

const networks = {
  'an LSTM': lstmNetwork({ units: 4, lstmLayers: 2, startState: 'zero' }),
  'a Transformer': transformerNetwork({ units: 4, heads: 2, layers: 2 }),
};

describe.each(Object.entries(networks))('the controller with %s', (_, network) => {
  it.each([{}, { skips: true, minLayers: 3 }])(
    'is a graph of one size for any number of layers: %j',
    (input) => {
      const nodesFor = (layers: number): number => {
        const { decisions, anchors } = createSpace(
          spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers, ...input }),
        );
        const shape = { network, decisions, anchors, startInput: 'learned' } as const;
        const graph = new Graph();
        const noise = graph.input('noise', [3, sequenceOf(decisions, anchors).choiceWidth]);
        drawDecisions(shape, declareParameters(graph, shape), noise, { temperature: 2, tanhConstant: 1.5 });
        return graph.nodes.length;
      };
      expect(nodesFor(30)).toBe(nodesFor(4));
    },
  );
});
