import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema } from '../index.js';

const spaceOf = (input: object) => createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', ...input }));
const space = spaceOf({ layers: 4 });
const architectures = fc.tuple(...space.decisions.map(({ choices }) => fc.nat({ max: choices.length - 1 })));

describe('CnnChainSpace', () => {
  it('defaults to the values of the paper', () => {
    expect(spaceOf({}).definition).toEqual({
      kind: 'cnn-chain',
      layers: 6,
      filterHeights: [1, 3, 5, 7],
      filterWidths: [1, 3, 5, 7],
      filters: [24, 36, 48, 64],
    });
  });

  it('decides height, width and filters, layer by layer', () => {
    expect(space.decisions).toHaveLength(12);
    expect(space.decisions.slice(0, 4).map(({ name }) => name)).toEqual([
      'layers[0].filterHeight',
      'layers[0].filterWidth',
      'layers[0].filters',
      'layers[1].filterHeight',
    ]);
    expect(space.decisions[5]).toEqual({
      name: 'layers[1].filters',
      type: 'filters',
      choices: [24, 36, 48, 64],
    });
  });

  it('counts its architectures', () => {
    expect(space.size).toBe(64n ** 4n);
    expect(spaceOf({ layers: 60 }).size).toBe(64n ** 60n);
    expect(spaceOf({ layers: 2, filterHeights: [3], filters: [8, 16, 32] }).size).toBe(12n * 12n);
  });

  it('describes an architecture in words', () => {
    expect(spaceOf({ layers: 2 }).describe([1, 2, 0, 3, 0, 3])).toEqual({
      kind: 'cnn-chain',
      layers: [
        { filterHeight: 3, filterWidth: 5, filters: 24 },
        { filterHeight: 7, filterWidth: 1, filters: 64 },
      ],
    });
  });

  it('encodes what it describes', () => {
    fc.assert(
      fc.property(architectures, (tokens) => {
        expect(space.encode(space.describe(tokens))).toEqual(tokens);
      }),
    );
  });

  it('hashes different architectures differently and equal ones equally', () => {
    fc.assert(
      fc.property(architectures, architectures, (a, b) => {
        const equal = a.every((token, position) => token === b[position]);
        expect(space.canonicalHash(a) === space.canonicalHash(b)).toBe(equal);
      }),
    );
  });

  it('hashes the network, whatever space it is a point of', () => {
    const other = spaceOf({ layers: 1, filterHeights: [7, 3], filters: [36] });
    const same = spaceOf({ layers: 1 });
    expect(other.canonicalHash([1, 0, 0])).toBe(same.canonicalHash([1, 0, 1]));
    expect(other.hashOfSpace).not.toBe(same.hashOfSpace);
  });

  it('keeps its hashes from release to release: stored ones must stay true', () => {
    expect(spaceOf({}).hashOfSpace).toBe('e9de70624dd695c850a8d81e90c056482aaf16464e46a30b0afafb3eb83af7f3');
    expect(spaceOf({ layers: 1 }).canonicalHash([0, 1, 2])).toBe(
      '0d3cb77f6dfa89d5a48cf184820eb59997c700b36a52a79bb05e3a7062b5450f',
    );
  });

  it.each([
    [[0, 0], 'an architecture of this space has 12 tokens, not 2'],
    [
      [0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0],
      'token 4 (layers[1].filterWidth) must be a whole number from 0 to 3, not 4',
    ],
    [[-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'token 0 (layers[0].filterHeight) must be'],
    [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5], 'token 11 (layers[3].filters) must be'],
    [[0, 0, Number.NaN, 0, 0, 0, 0, 0, 0, 0, 0, 0], 'not NaN'],
  ])('refuses tokens %j', (tokens, message) => {
    expect(() => space.validate(tokens)).toThrow(expect.objectContaining({ code: 'INVALID_TOKENS' }));
    expect(() => space.describe(tokens)).toThrow(message);
  });

  it.each([
    [
      { filterHeight: 2, filterWidth: 1, filters: 24 },
      'layers[0].filterHeight must be one of 1, 3, 5, 7, not 2',
    ],
    [
      { filterHeight: 1, filterWidth: 1, filters: 25 },
      'layers[0].filters must be one of 24, 36, 48, 64, not 25',
    ],
  ])('refuses to encode a layer %j', (layer, message) => {
    expect(() => spaceOf({ layers: 1 }).encode({ kind: 'cnn-chain', layers: [layer] })).toThrow(message);
    expect(() => space.encode({ kind: 'cnn-chain', layers: [layer] })).toThrow(
      'layers must have 4 entries, not 1',
    );
  });

  it('builds a network whose layers are what it describes', () => {
    const graph = spaceOf({ layers: 2 }).network([1, 2, 0, 3, 0, 3], {
      height: 8,
      width: 8,
      channels: 1,
      classes: 10,
    });
    expect(graph.layers.map(({ id }) => id)).toEqual([
      'layers.0.convolution',
      'layers.0.batchNorm',
      'layers.0.relu',
      'layers.1.convolution',
      'layers.1.batchNorm',
      'layers.1.relu',
      'features',
      'logits',
    ]);
    expect(graph.layers[3]).toMatchObject({ kernel: [7, 1], filters: 64, outputShape: [64, 8, 8] });
  });
});
