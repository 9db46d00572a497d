import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema } from '../space/index.js';
import { activations, IMAGE, type Layer, LayerGraphBuilder } from './index.js';

interface CountedByPyTorch {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly layers: readonly (readonly [number, number, number])[];
  readonly parameters: number;
  readonly multiplyAddFlops: number;
  readonly shapes: readonly (readonly number[])[];
}

const golden = new URL('../../../test/golden/nas/networks.json', import.meta.url);
const counted: readonly CountedByPyTorch[] = JSON.parse(readFileSync(golden, 'utf8'));

function networkOf({ input: [channels, height, width], classes, layers }: CountedByPyTorch) {
  const space = createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: layers.length }));
  const described = layers.map(([filterHeight, filterWidth, filters]) => ({
    filterHeight,
    filterWidth,
    filters,
  }));
  const tokens = space.encode({ kind: 'cnn-chain', layers: described });
  return space.network(tokens, { height, width, channels, classes });
}

const flopsOf = (layers: readonly Layer[], operations: readonly string[]): number =>
  layers.filter(({ operation }) => operations.includes(operation)).reduce((sum, { flops }) => sum + flops, 0);

describe('LayerGraph of a chain', () => {
  it.each(counted)('has the parameters, FLOPs and shapes that PyTorch counts for $layers', (expected) => {
    const { layers, parameters } = networkOf(expected);
    expect(parameters).toBe(expected.parameters);
    expect(flopsOf(layers, ['convolution', 'dense'])).toBe(expected.multiplyAddFlops);
    expect(layers.map(({ outputShape }) => outputShape)).toEqual(expected.shapes);
  });

  it('adds the cheap operations as documented', () => {
    const builder = new LayerGraphBuilder({ height: 4, width: 4, channels: 2, classes: 3 });
    const convolution = {
      operation: 'convolution',
      filters: 5,
      kernel: [3, 1],
      strides: [1, 1],
      padding: 'same',
    } as const;
    builder.add('c', convolution, [IMAGE]);
    builder.add('b', { operation: 'batchNorm' }, ['c']);
    builder.add('r', { operation: 'relu' }, ['b']);
    builder.add('p', { operation: 'globalAveragePool' }, ['r']);
    builder.add('d', { operation: 'dense', units: 3 }, ['p']);
    const { layers, parameters, flops } = builder.build();
    // 4 x 4 positions of 5 filters; 6 weights each. Batch norm 2, ReLU 1, mean 1 for each of 80 values.
    expect(layers.map((layer) => layer.flops)).toEqual([960, 160, 80, 80, 30]);
    expect(layers.map((layer) => layer.parameters)).toEqual([30, 10, 0, 0, 18]);
    expect([parameters, flops]).toEqual([58, 1310]);
  });

  it('counts what the formula of an activation has', () => {
    const builder = new LayerGraphBuilder({ height: 2, width: 3, channels: 5, classes: 2 });
    const ends = activations.map((operation) => builder.add(operation, { operation }, [IMAGE]));
    const pooled = builder.add('p', { operation: 'globalAveragePool' }, [
      builder.add('+', { operation: 'add' }, ends),
    ]);
    builder.add('d', { operation: 'dense', units: 2 }, [pooled]);
    const counted = builder.build().layers.filter(({ id }) => ends.includes(id));
    const one = 30;
    expect(Object.fromEntries(counted.map(({ id, flops }) => [id, flops / one]))).toEqual({
      relu: 1,
      relu6: 2,
      swish: 4,
      hardSwish: 5,
      sigmoid: 4,
      tanh: 5,
    });
    expect(
      counted.every(({ parameters, outputShape }) => parameters === 0 && outputShape.join() === '5,2,3'),
    ).toBe(true);
  });

  it('is plain JSON', () => {
    const [first] = counted;
    const graph = first && networkOf(first);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });
});

describe('LayerGraphBuilder', () => {
  const builder = () => new LayerGraphBuilder({ height: 4, width: 4, channels: 1, classes: 2 });
  const dense = { operation: 'dense', units: 2 } as const;

  it('halves a map by strides, rounding up', () => {
    const graph = builder();
    graph.add(
      'c',
      { operation: 'convolution', filters: 3, kernel: [3, 3], strides: [2, 3], padding: 'same' },
      [IMAGE],
    );
    graph.add('p', { operation: 'globalAveragePool' }, ['c']);
    graph.add('d', dense, ['p']);
    expect(graph.build().layers[0]?.outputShape).toEqual([3, 2, 2]);
  });

  it.each([
    ['UNKNOWN_INPUT', (b: LayerGraphBuilder) => b.add('r', { operation: 'relu' }, ['later'])],
    ['INPUT_COUNT', (b: LayerGraphBuilder) => b.add('r', { operation: 'relu' }, [])],
    ['INPUT_COUNT', (b: LayerGraphBuilder) => b.add('r', { operation: 'relu' }, [IMAGE, IMAGE])],
    ['INPUT_SHAPE', (b: LayerGraphBuilder) => b.add('d', dense, [IMAGE])],
    [
      'INPUT_SHAPE',
      (b: LayerGraphBuilder) =>
        b.add('b', { operation: 'batchNorm' }, [b.add('p', { operation: 'globalAveragePool' }, [IMAGE])]),
    ],
    ['DUPLICATE_ID', (b: LayerGraphBuilder) => b.add(IMAGE, { operation: 'relu' }, [IMAGE])],
    ['OUTPUT_SHAPE', (b: LayerGraphBuilder) => b.build()],
    ['OUTPUT_SHAPE', (b: LayerGraphBuilder) => b.add('r', { operation: 'relu' }, [IMAGE]) && b.build()],
  ])('refuses what cannot stand: %s', (code, build) => {
    expect(() => build(builder())).toThrow(expect.objectContaining({ code }));
  });
});
