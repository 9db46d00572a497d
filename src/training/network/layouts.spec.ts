import { describe, expect, it } from 'vitest';
import type { LayerGraph } from '../../nas/network/index.js';
import { Random } from '../../nas/random.js';
import { createSpace, randomTokens, spaceDefinitionSchema } from '../../nas/space/index.js';
import { floatTensor, intTensor, onnxRuntime, sizeOf } from '../../tensor/index.js';
import { recipeSchema } from '../recipe.js';
import { IMAGE, LABELS, LEARNING_RATE, LOSS } from './names.js';
import { initialValues, parametersOf } from './parameters.js';
import { trainingGraph } from './training-graph.js';

const STEPS = 4;
/** Small: larger steps let deep networks double the difference that rounding makes from one to the next. */
const LEARNING = 0.005;
const INPUT = { channels: 1, height: 8, width: 8, classes: 10 };
const recipe = recipeSchema.parse({ batchSize: 24 });

/** Small instances of the spaces. */
const definitions: Readonly<Record<string, unknown>> = {
  'cnn-chain': {
    kind: 'cnn-chain',
    layers: 5,
    filters: [16, 24],
    strideHeights: [1, 2],
    strideWidths: [1, 2],
    layerTypes: ['convolution', 'separableConvolution', 'maxPool'],
    skips: true,
  },
  nasbench201: { kind: 'nasbench201' },
  macro: { kind: 'macro', layers: [2, 1], channels: [16, 32], stemChannels: 8, headChannels: 64 },
  'nasnet-cell': { kind: 'nasnet-cell', blocks: 2, stages: 2, cells: 1, filters: 8 },
};

type Layout = 'fastest' | 'plain' | 'blocked';

/** The losses of some steps, each on images of its own. */
async function lossesIn(layout: Layout, network: LayerGraph): Promise<number[]> {
  const step = await onnxRuntime({ layout }).compile(trainingGraph(network, recipe), { threads: 1 });
  step.setVariables(initialValues(parametersOf(network), new Random(1n)));
  const random = new Random(2n);
  const shape = [recipe.batchSize, INPUT.channels, INPUT.height, INPUT.width];
  const losses: number[] = [];
  for (let count = 0; count < STEPS; count += 1) {
    const pixels = Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
    const labels = Array.from({ length: recipe.batchSize }, (_, index) => index % INPUT.classes);
    const { [LOSS]: loss } = await step.run({
      [IMAGE]: floatTensor(shape, pixels),
      [LABELS]: intTensor([recipe.batchSize], labels),
      [LEARNING_RATE]: floatTensor([], [LEARNING]),
    });
    losses.push(Number(loss?.data[0]));
  }
  await step.dispose();
  return losses;
}

describe('steps of networks drawn at random', () => {
  const cases = Object.keys(definitions).flatMap((kind) => [1, 2].map((seed) => ({ kind, seed })));

  it.each(cases)('$kind, seed $seed: have the same losses in every layout', async ({ kind, seed }) => {
    const space = createSpace(spaceDefinitionSchema.parse(definitions[kind]));
    const network = space.network(randomTokens(space, new Random(BigInt(seed))), INPUT);
    const plain = await lossesIn('plain', network);
    for (const layout of ['fastest', 'blocked'] as const) {
      for (const [index, loss] of (await lossesIn(layout, network)).entries()) {
        expect(Math.abs(loss / (plain[index] ?? 0) - 1), `${layout}, step ${index + 1}`).toBeLessThan(1e-4);
      }
    }
  });
});
