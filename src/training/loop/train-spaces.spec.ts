import { describe, expect, it } from 'vitest';
import { activations } from '../../nas/network/index.js';
import {
  type ArchitectureDescription,
  createSpace,
  type SearchSpace,
  spaceDefinitionSchema,
} from '../../nas/space/index.js';
import { onnxRuntime } from '../../tensor/index.js';
import { loadDataSet } from '../data-sets/catalogue.js';
import { recipeSchema } from '../recipe.js';
import type { EpochReport } from '../training-request.js';
import { trainNetwork } from './train-network.js';

const dataSet = await loadDataSet({ name: 'digits' });
const recipe = recipeSchema.parse({ epochs: 2 });

/** Small instances of the spaces, with an architecture of each. */
const architectures = {
  // Strides, a pool, a separable convolution; two layers that take the image, two that feed the classifier.
  'cnn-chain': [
    {
      kind: 'cnn-chain',
      layers: 5,
      minLayers: 4,
      filters: [16, 32],
      strideHeights: [1, 2],
      strideWidths: [1, 2],
      layerTypes: ['convolution', 'separableConvolution', 'maxPool'],
      skips: true,
    },
    {
      kind: 'cnn-chain',
      layers: [
        { filterHeight: 3, filterWidth: 3, filters: 32, inputs: [] },
        { type: 'separableConvolution', filterHeight: 3, filterWidth: 5, filters: 16, inputs: [0] },
        { type: 'maxPool', poolSize: 2, poolStride: 2, inputs: [0, 1] },
        { filterHeight: 3, filterWidth: 3, filters: 16, strideHeight: 2, strideWidth: 2, inputs: [] },
        { filterHeight: 3, filterWidth: 3, filters: 32, inputs: [2, 3] },
      ],
    },
  ],
  // The edge from node 0 to node 1 leads nowhere.
  nasbench201: [
    { kind: 'nasbench201' },
    '|nor_conv_1x1~0|+|avg_pool_3x3~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|',
  ],
  macro: [{ kind: 'macro', layers: [2, 1], channels: [16, 32], stemChannels: 8, headChannels: 64 }, '120'],
  // Separable convolutions of the cell before.
  'nasnet-cell': [{ kind: 'nasnet-cell', blocks: 2, stages: 2, cells: 1, filters: 8 }, null],
  // Every activation, or none, beside one another.
  custom: [
    {
      kind: 'custom',
      network: [
        {
          layer: 'concat',
          name: 'beside',
          branches: activations.map((layer) => [
            { layer: 'convolution', filters: 16, kernel: 3 },
            { layer: 'batchNorm' },
            { layer: 'choice', name: 'activation', of: { [layer]: [{ layer }], identity: [] } },
          ]),
        },
        { layer: 'convolution', filters: 64, kernel: 3, stride: 2 },
        { layer: 'batchNorm' },
        { layer: 'relu' },
      ],
    },
    activations.map((name, branch) => `beside.${branch}.activation=${name}`).join(';'),
  ],
} as const;

/** From text, a description, or the second choice everywhere. */
const tokensOf = (space: SearchSpace, architecture: string | ArchitectureDescription | null) => {
  if (architecture === null) return space.decisions.map(() => 1);
  return typeof architecture === 'string'
    ? (space.codec?.parse(architecture) ?? [])
    : space.encode(architecture);
};

describe('trainNetwork', () => {
  // An export is only handed over when its logits are those of the network that was trained.
  it.each(Object.entries(architectures))(
    'learns and exports an architecture of %s',
    {
      timeout: 120_000,
    },
    async (_, [definition, architecture]) => {
      const space = createSpace(spaceDefinitionSchema.parse(definition));
      const tokens = tokensOf(space, architecture);
      const network = space.network(tokens, dataSet);
      const reports: EpochReport[] = [];
      const { final } = await trainNetwork(
        { network, dataSet: { name: 'digits' }, recipe, seed: '7', finalReport: true },
        { runtime: onnxRuntime(), threads: 1, dataSet, onEpoch: (report) => reports.push(report) },
      );
      expect(reports[1]?.trainLoss).toBeLessThan(0.8 * (reports[0]?.trainLoss ?? 0));
      expect(final?.testAccuracy).toBeGreaterThan(0.5);
      expect(final?.onnx.length).toBeGreaterThan(10_000);
    },
  );
});
