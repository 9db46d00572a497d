import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../network/index.js';
import { createSpace, spaceDefinitionSchema } from '../index.js';
import type { CnnChainDescription, CnnChainLayer } from './definition.js';

const spaceOf = (input: object) => createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', ...input }));

/** Every option at once. */
const everything = {
  filterHeights: [1, 3],
  filterWidths: [3, 5],
  filters: [8, 16],
  strideHeights: [1, 2],
  strideWidths: [1, 2, 3],
  layerTypes: ['convolution', 'separableConvolution', 'maxPool', 'averagePool'],
  skips: true,
};

interface CountedByPyTorch {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly layers: readonly CnnChainLayer[];
  readonly parameters: number;
  readonly multiplyAddFlops: number;
  readonly shapes: readonly (readonly number[])[];
  readonly joined: readonly number[];
}

const golden = new URL('../../../../test/golden/nas/chain-networks.json', import.meta.url);
const counted: readonly CountedByPyTorch[] = JSON.parse(readFileSync(golden, 'utf8'));

/** Shape of what a layer of the chain gives. */
const outputOf = (layers: readonly Layer[], index: number) =>
  layers.findLast(({ id }) => [`layers.${index}.relu`, `layers.${index}.pool`].includes(id))?.outputShape;

describe('a chain with inputs by anchor points', () => {
  it.each(counted)('has the parameters, FLOPs and shapes that PyTorch counts: $input', (expected) => {
    const { layers, classes, input } = expected;
    const space = spaceOf({ ...everything, layers: layers.length });
    const [channels, height, width] = input;
    const network = space.network(space.encode({ kind: 'cnn-chain', layers }), {
      channels,
      height,
      width,
      classes,
    });
    expect(layers.map((_, index) => outputOf(network.layers, index))).toEqual(expected.shapes);
    const [joined] = network.layers.find(({ id }) => id === 'features')?.inputs ?? [];
    expect(network.layers.find(({ id }) => id === joined)?.outputShape).toEqual(expected.joined);
    expect(network.parameters).toBe(expected.parameters);
    const multiplied = ['convolution', 'depthwiseConvolution', 'dense'];
    expect(
      network.layers
        .filter(({ operation }) => multiplied.includes(operation))
        .reduce((sum, { flops }) => sum + flops, 0),
    ).toBe(expected.multiplyAddFlops);
  });

  it('decides the inputs of a layer after the layer itself, one decision for each earlier layer', () => {
    const space = spaceOf({ layers: 3, skips: true });
    expect(space.decisions.map(({ name }) => name).slice(3)).toEqual([
      'layers[1].filterHeight',
      'layers[1].filterWidth',
      'layers[1].filters',
      'layers[1].inputs[0]',
      'layers[2].filterHeight',
      'layers[2].filterWidth',
      'layers[2].filters',
      'layers[2].inputs[0]',
      'layers[2].inputs[1]',
    ]);
    expect(space.anchors).toEqual([3, 6, 10]);
    expect(spaceOf({}).anchors).toBeUndefined();
  });

  it('is the plain chain where each layer takes the one before it, with the same hash', () => {
    const plain = spaceOf({ layers: 3 });
    const skipping = spaceOf({ layers: 3, skips: true });
    const hash = skipping.canonicalHash([1, 0, 2, 3, 1, 0, 1, 2, 2, 1, 0, 1]);
    expect(hash).toBe(plain.canonicalHash([1, 0, 2, 3, 1, 0, 2, 2, 1]));
    expect(skipping.canonicalHash([1, 0, 2, 3, 1, 0, 1, 2, 2, 1, 1, 1])).not.toBe(hash);
    const typed = spaceOf({ layers: 1, layerTypes: ['maxPool', 'convolution'], strideHeights: [2, 1] });
    const same = typed.encode({
      kind: 'cnn-chain',
      layers: [{ filterHeight: 3, filterWidth: 1, filters: 36 }],
    });
    expect(typed.canonicalHash(same)).toBe(spaceOf({ layers: 1 }).canonicalHash([1, 0, 1]));
  });

  it('has one hash for layers in another order, and another for another way to share them', () => {
    const space = spaceOf({ layers: 4, skips: true });
    const conv = (filterHeight: number, inputs: number[]) => ({
      filterHeight,
      filterWidth: 1,
      filters: 24,
      inputs,
    });
    const hashOf = (layers: CnnChainLayer[]) =>
      space.canonicalHash(space.encode({ kind: 'cnn-chain', layers }));
    const hash = hashOf([conv(1, []), conv(3, []), conv(5, [0]), conv(7, [1, 2])]);
    expect(hashOf([conv(3, []), conv(1, []), conv(5, [1]), conv(7, [0, 2])])).toBe(hash);
    expect(hashOf([conv(1, []), conv(5, [0]), conv(3, []), conv(7, [1, 2])])).toBe(hash);
    expect(hashOf([conv(1, []), conv(3, []), conv(5, [1]), conv(7, [0, 2])])).not.toBe(hash);
    // Two equal layers: their users may share one of them, or have one each.
    const shared = hashOf([conv(1, []), conv(1, []), conv(3, [0]), conv(5, [0])]);
    expect(hashOf([conv(1, []), conv(1, []), conv(3, [1]), conv(5, [1])])).toBe(shared);
    expect(hashOf([conv(1, []), conv(1, []), conv(3, [0]), conv(5, [1])])).not.toBe(shared);
  });

  it('has one hash however its layers are permuted, as far as inputs come first', () => {
    const space = spaceOf({ layers: 6, filterHeights: [1, 3], filterWidths: [1], filters: [8], skips: true });
    const tokens = fc.tuple(...space.decisions.map(({ choices }) => fc.nat({ max: choices.length - 1 })));
    fc.assert(
      fc.property(tokens, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (own, priority) => {
        const { layers } = space.describe(own) as CnnChainDescription;
        const order: number[] = [];
        while (order.length < layers.length) {
          const next = priority.find(
            (layer) =>
              !order.includes(layer) && layers[layer]?.inputs?.every((input) => order.includes(input)),
          );
          if (next === undefined) throw new Error('the layers have a cycle');
          order.push(next);
        }
        const permuted = order.flatMap((layer) => {
          const one = layers[layer];
          return one ? [{ ...one, inputs: (one.inputs ?? []).map((input) => order.indexOf(input)) }] : [];
        });
        const again = space.encode({ kind: 'cnn-chain', layers: permuted });
        expect(space.canonicalHash(again)).toBe(space.canonicalHash(own));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a chain of layers of several types', () => {
  const space = spaceOf({ ...everything, layers: 3, minLayers: 2 });

  it('says what has a meaning: of a pool its size and stride, of a convolution the rest', () => {
    const names = space.decisions.map(({ name }) => name);
    const tokens = names.map((name) => (name === 'layers[0].layerType' ? 2 : 0));
    const active = names.filter((_, position) => space.rules?.active(tokens)[position]);
    expect(active).toEqual([
      'depth',
      'layers[0].layerType',
      'layers[0].poolSize',
      'layers[0].poolStride',
      ...[
        'layerType',
        'filterHeight',
        'filterWidth',
        'strideHeight',
        'strideWidth',
        'filters',
        'inputs[0]',
      ].map((type) => `layers[1].${type}`),
    ]);
  });

  it.each([
    [{ type: 'maxPool', poolSize: 4, poolStride: 1 }, 'layers[0].poolSize must be one of 2, 3, not 4'],
    [
      { filterHeight: 3, filterWidth: 3, filters: 8, strideHeight: 3 },
      'layers[0].strideHeight must be one of 1, 2, not 3',
    ],
    [
      { filterHeight: 3, filterWidth: 3, filters: 8, inputs: [0] },
      'layers[0].inputs must be of earlier layers',
    ],
  ] as [CnnChainLayer, string][])('refuses a layer %j', (layer, message) => {
    expect(() => space.encode({ kind: 'cnn-chain', layers: [layer, layer] })).toThrow(message);
  });

  it('refuses what another space decides', () => {
    const layer = { filterHeight: 3, filterWidth: 3, filters: 24 };
    const encode = (input: object, one: object) =>
      spaceOf({ layers: 1, ...input }).encode({ kind: 'cnn-chain', layers: [{ ...layer, ...one }] });
    expect(() => encode({}, { strideHeight: 2 })).toThrow(
      'layers[0].strideHeight must be 1 in this space, not 2',
    );
    expect(() => encode({}, { inputs: [] })).toThrow('layers[0].inputs must be left out');
    expect(() => encode({ square: true }, { filterWidth: 5 })).toThrow(
      'layers[0].filterSize: filterHeight and filterWidth must be one of 1, 3, 5, 7, not 3 and 5',
    );
    expect(() => spaceOf({ layers: 3, minLayers: 2 }).encode({ kind: 'cnn-chain', layers: [layer] })).toThrow(
      'layers must have 2 to 3 entries, not 1',
    );
  });
});
