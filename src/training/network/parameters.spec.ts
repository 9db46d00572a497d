import { describe, expect, it } from 'vitest';
import { Random } from '../../nas/random.js';
import { createSpace } from '../../nas/space/index.js';
import { initialValues, isDecayed, isTrained, parametersOf } from './parameters.js';

const space = createSpace({
  kind: 'cnn-chain',
  layers: 2,
  filterHeights: [1, 3],
  filterWidths: [3, 5],
  filters: [8, 64],
});
const network = space.network([1, 0, 1, 0, 1, 0], { height: 8, width: 8, channels: 3, classes: 10 });
const parameters = parametersOf(network);

describe('parametersOf', () => {
  it('names each variable after its layer, with its shape', () => {
    expect(Object.fromEntries(parameters.map(({ name, shape }) => [name, shape]))).toEqual({
      'layers.0.convolution.weight': [64, 3, 3, 3],
      'layers.0.batchNorm.scale': [64],
      'layers.0.batchNorm.offset': [64],
      'layers.0.batchNorm.runningMean': [64],
      'layers.0.batchNorm.runningVariance': [64],
      'layers.1.convolution.weight': [8, 64, 1, 5],
      'layers.1.batchNorm.scale': [8],
      'layers.1.batchNorm.offset': [8],
      'layers.1.batchNorm.runningMean': [8],
      'layers.1.batchNorm.runningVariance': [8],
      'logits.weight': [8, 10],
      'logits.bias': [10],
    });
  });

  it('trains as many numbers as the layer graph says', () => {
    const sizes = parameters
      .filter(isTrained)
      .map(({ shape }) => shape.reduce((product, size) => product * size, 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(network.parameters);
  });

  it('decays the weights of convolutions and of the dense layer only', () => {
    expect(parameters.filter(isDecayed).map(({ name }) => name)).toEqual([
      'layers.0.convolution.weight',
      'layers.1.convolution.weight',
      'logits.weight',
    ]);
  });
});

describe('initialValues', () => {
  const values = initialValues(parameters, new Random(9n));
  const moments = (name: string) => {
    const data = Array.from(values[name]?.data ?? [], Number);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    return { mean, variance: data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length };
  };

  it('draws weights with the variance of He et al.', () => {
    const { mean, variance } = moments('layers.0.convolution.weight');
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(variance * 27).toBeGreaterThan(1.8);
    expect(variance * 27).toBeLessThan(2.2);
    expect(moments('logits.weight').variance * 8).toBeLessThan(1.5);
  });

  it('starts batch norm as the identity', () => {
    expect(moments('layers.1.batchNorm.scale')).toEqual({ mean: 1, variance: 0 });
    expect(moments('layers.1.batchNorm.runningVariance')).toEqual({ mean: 1, variance: 0 });
    expect(moments('layers.1.batchNorm.offset')).toEqual({ mean: 0, variance: 0 });
    expect(moments('layers.1.batchNorm.runningMean')).toEqual({ mean: 0, variance: 0 });
  });

  it('depends on the seed alone', () => {
    expect(initialValues(parameters, new Random(9n))).toEqual(values);
    expect(initialValues(parameters, new Random(8n))).not.toEqual(values);
  });
});
