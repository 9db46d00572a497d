import { describe, expect, it } from 'vitest';
import { createSpace } from '../index.js';
import { describeEnas, katibSpace } from './katib-space.js';
import { nasConfigSchema } from './nas-config.js';

const listed = (name: string, ...list: string[]) => ({
  name,
  parameterType: 'categorical',
  feasibleSpace: { list },
});

/** The operations of Katib's example enas-cpu, with three layers. */
const config = nasConfigSchema.parse({
  graphConfig: { numLayers: 3, inputSizes: [32, 32, 3], outputSizes: [10] },
  operations: [
    {
      operationType: 'convolution',
      parameters: [
        listed('filter_size', '3', '5', '7'),
        listed('num_filter', '32', '48', '64', '96', '128'),
        listed('stride', '1', '2'),
      ],
    },
    {
      operationType: 'separable_convolution',
      parameters: [
        listed('filter_size', '3', '5', '7'),
        listed('num_filter', '32', '48', '64', '96', '128'),
        listed('stride', '1', '2'),
        listed('depth_multiplier', '1', '2'),
      ],
    },
    {
      operationType: 'depthwise_convolution',
      parameters: [
        listed('filter_size', '3', '5', '7'),
        listed('stride', '1', '2'),
        listed('depth_multiplier', '1', '2'),
      ],
    },
    {
      operationType: 'reduction',
      parameters: [
        listed('reduction_type', 'max_pooling', 'avg_pooling'),
        {
          name: 'pool_size',
          parameterType: 'int',
          feasibleSpace: { min: '2', max: '3', step: '1' },
        },
      ],
    },
  ],
});
const space = createSpace(katibSpace(config));

describe('the space of a Katib experiment', () => {
  it('reads architectures as its ENAS wrote them', () => {
    // 30 convolutions, 60 separable and 12 depthwise ones, 4 reductions. 13 is size 5, 48 filters, stride 2.
    const { choices } = describeEnas(config, '[[13], [105, 1], [30, 0, 1]]');
    expect(choices).toEqual({
      'layers[0].operation': 'convolution',
      'layers[0].operation.convolution.convolution.kernel': '5',
      'layers[0].operation.convolution.convolution.filters': '48',
      'layers[0].operation.convolution.convolution.stride': '2',
      'layers[1].skip[0]': 1,
      'layers[1].operation': 'reduction',
      'layers[1].operation.reduction.type': 'avg_pooling',
      'layers[1].operation.reduction.type.avg_pooling.size': '3',
      'layers[2].skip[0]': 0,
      'layers[2].skip[1]': 1,
      'layers[2].operation': 'separable_convolution',
      'layers[2].operation.separable_convolution.depthwise.kernel': '3',
      'layers[2].operation.separable_convolution.depthwise.stride': '1',
      'layers[2].operation.separable_convolution.depthwise.multiplier': '1',
      'layers[2].operation.separable_convolution.pointwise.filters': '32',
    });
  });

  it('has each of its 106 operations, and builds the networks that they are', () => {
    const hashes = Array.from({ length: 106 }, (_, operation) => {
      const tokens = space.encode(describeEnas(config, `[[0], [${operation}, 1], [0, 0, 0]]`));
      space.validate(tokens);
      return space.canonicalHash(tokens);
    });
    expect(new Set(hashes).size).toBe(106);
    const tokens = space.encode(describeEnas(config, '[[13], [105, 1], [30, 0, 1]]'));
    const network = space.network(tokens, { height: 32, width: 32, channels: 3, classes: 10 });
    const shapes = network.layers.map(({ operation, outputShape }) => [operation, outputShape] as const);
    expect(shapes.filter(([operation]) => /[cC]onv|Pool|concat|dense/.test(operation))).toEqual([
      ['convolution', [48, 16, 16]],
      // The image beside the layer before, padded to its size.
      ['concat', [51, 32, 32]],
      ['averagePool', [51, 11, 11]],
      // The first layer beside the second.
      ['concat', [99, 16, 16]],
      ['depthwiseConvolution', [99, 16, 16]],
      ['convolution', [32, 16, 16]],
      ['globalAveragePool', [32]],
      ['dense', [10]],
    ]);
  });

  it('takes an experiment of one operation whose parameters have one value', () => {
    const single = nasConfigSchema.parse({
      graphConfig: { numLayers: 2 },
      operations: [{ operationType: 'reduction', parameters: [listed('pool_size', '2')] }],
    });
    const tokens = createSpace(katibSpace(single)).encode(describeEnas(single, '[[0], [0, 1]]'));
    expect(tokens).toEqual([1]);
  });

  it.each([
    ['nothing', 'must be rows of whole numbers'],
    ['[[0], [0, 1]]', 'must have 3 rows, one for each layer, not 2'],
    ['[[0], [0], [0, 0, 0]]', 'row 1 must have an operation and 1 bits, not [0]'],
    ['[[0], [0, 2], [0, 0, 0]]', 'row 1 must have'],
    ['[[106], [0, 0], [0, 0, 0]]', 'row 0 must begin with an operation from 0 to 105, not 106'],
  ])('refuses %s', (text, problem) => {
    expect(() => describeEnas(config, text)).toThrow(problem);
  });

  it('says what it cannot take', () => {
    const wrong = nasConfigSchema.safeParse({
      graphConfig: { numLayers: 0 },
      operations: [{ operationType: 'attention' }],
    });
    expect(wrong.error?.issues.map(({ path }) => path.join('.'))).toEqual([
      'graphConfig.numLayers',
      'operations.0.operationType',
    ]);
  });
});
