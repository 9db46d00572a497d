import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveLayers, NetworkError } from '../../src/nas/network/index.js';
import { Random } from '../../src/nas/random.js';
import {
  createSpace,
  isAdmitted,
  isNormal,
  mutate,
  neighbours,
  normalForm,
  oneHot,
  randomTokens,
  type SearchSpace,
  spaceDefinitionSchema,
  tokensOfOneHot,
} from '../../src/nas/space/index.js';

const template = {
  kind: 'custom',
  network: [
    { layer: 'convolution', name: 'stem', filters: { choose: [4, 8] }, kernel: 3 },
    {
      layer: 'repeat',
      name: 'block',
      times: { choose: [1, 2, 3] },
      skips: 'concat',
      layers: [
        {
          layer: 'choice',
          name: 'operation',
          of: {
            convolution: [
              { layer: 'relu' },
              {
                layer: 'convolution',
                filters: { choose: [4, 8] },
                kernel: { choose: [1, 3] },
                stride: { choose: [1, 2] },
              },
              { layer: 'batchNorm' },
            ],
            pool: [{ layer: 'maxPool', window: 3 }],
            depthwise: [
              {
                layer: 'sum',
                branches: [[], [{ layer: 'depthwiseConvolution', kernel: { choose: [3, 5] } }]],
              },
            ],
          },
        },
      ],
    },
  ],
  constraints: [
    { count: ['block[*].operation'], of: 'pool', atMost: 1 },
    { sum: ['stem.filters', 'block[*].operation.convolution.1.filters'], atMost: 20 },
  ],
};

const decisionList = {
  kind: 'custom',
  decisions: [
    { name: 'depth', choices: [1, 2, 3] },
    { name: 'operation', choices: ['convolution', 'pool'], repeat: 'depth' },
    { name: 'filters', choices: [8, 16, 32], repeat: 'depth', when: { operation: ['convolution'] } },
    { name: 'dropout', choices: [0, 0.2, 0.5] },
  ],
  constraints: [{ forbid: { depth: [3], dropout: [0.5] } }],
};

/** One space of each kind at least, small enough to build its networks quickly. */
const definitions: Readonly<Record<string, object>> = {
  'cnn-chain': { kind: 'cnn-chain', layers: 3, filters: [4, 8] },
  'cnn-chain of the paper': {
    kind: 'cnn-chain',
    layers: 3,
    minLayers: 2,
    filters: [4, 8],
    strideHeights: [1, 2],
    strideWidths: [1, 2, 3],
    layerTypes: ['convolution', 'separableConvolution', 'maxPool', 'averagePool'],
    skips: true,
  },
  'cnn-chain of squares': { kind: 'cnn-chain', layers: 2, square: true, strideHeights: [1, 2] },
  nasbench201: { kind: 'nasbench201' },
  macro: { kind: 'macro' },
  'macro of other stages': {
    kind: 'macro',
    layers: [1, 2],
    channels: [8, 8],
    stemChannels: 8,
    headChannels: 16,
  },
  'custom by a template': template,
  'custom by a list': decisionList,
  'nasnet-cell': { kind: 'nasnet-cell', blocks: 3, stages: 2, cells: 1, filters: 4 },
  'recurrent-cell': { kind: 'recurrent-cell', leaves: 4 },
};

const INPUT = { height: 9, width: 8, channels: 3, classes: 5 };

/** Architectures of the space; tokens without meaning are whatever was drawn. */
const architecturesOf = (space: SearchSpace) =>
  fc
    .tuple(...space.decisions.map(({ choices }) => fc.nat({ max: choices.length - 1 })))
    .filter((tokens) => isAdmitted(space, tokens));

describe.each(Object.entries(definitions))('the space %s', (_, input) => {
  const definition = spaceDefinitionSchema.parse(input);
  const space = createSpace(definition);
  const architectures = architecturesOf(space);
  const holds = (property: (tokens: number[]) => void, numRuns = 100) =>
    fc.assert(
      fc.property(architectures, (tokens) => {
        property(tokens);
      }),
      { numRuns },
    );

  it('names its kind, and is the same space when it is read again', () => {
    expect(space.kind).toBe(definition.kind);
    const again = createSpace(spaceDefinitionSchema.parse(JSON.parse(JSON.stringify(space.definition))));
    expect(again.hashOfSpace).toBe(space.hashOfSpace);
    expect(again.decisions).toEqual(space.decisions);
  });

  it('names each of its decisions once, and counts their sequences', () => {
    const names = space.decisions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(space.size).toBe(space.decisions.reduce((size, { choices }) => size * BigInt(choices.length), 1n));
    const choicesOfType = new Map(space.decisions.map(({ type, choices }) => [type, choices]));
    for (const { type, choices } of space.decisions) expect(choicesOfType.get(type)).toEqual(choices);
  });

  it('refuses what is no architecture', () => {
    holds((tokens) => {
      space.validate(tokens);
      const last = tokens.length - 1;
      for (const wrong of [
        tokens.slice(1),
        [...tokens, 0],
        tokens.with(0, -1),
        tokens.with(0, 0.5),
        tokens.with(last, space.decisions[last]?.choices.length ?? 0),
      ]) {
        expect(() => space.validate(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_TOKENS' }));
        expect(() => space.describe(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_TOKENS' }));
        expect(() => space.canonicalHash(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_TOKENS' }));
      }
    }, 20);
  });

  it('has a normal form, which is an architecture and equal to what it stands for', () => {
    holds((tokens) => {
      const normal = normalForm(space, tokens);
      expect(isNormal(space, normal)).toBe(true);
      expect(isAdmitted(space, normal)).toBe(true);
      expect(space.describe(normal)).toEqual(space.describe(tokens));
      expect(space.canonicalHash(normal)).toBe(space.canonicalHash(tokens));
    });
  });

  it('encodes what it describes, through JSON', () => {
    holds((tokens) => {
      const description = JSON.parse(JSON.stringify(space.describe(tokens)));
      expect(space.encode(description)).toEqual(normalForm(space, tokens));
    });
    expect(() => space.encode({ kind: 'other' } as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_DESCRIPTION' }),
    );
  });

  it('reads the notation that it writes, where it has one', () => {
    const { codec } = space;
    if (!codec) return expect(space).not.toHaveProperty('codec');
    holds((tokens) => expect(codec.parse(codec.format(tokens))).toEqual(normalForm(space, tokens)));
    expect(() => codec.parse('?')).toThrow(expect.objectContaining({ code: 'INVALID_DESCRIPTION' }));
  });

  it('reads the one-hot form that it writes', () => {
    holds((tokens) => {
      const row = oneHot(space.decisions, tokens);
      expect(row.reduce((sum, value) => sum + value, 0)).toBe(space.decisions.length);
      expect(tokensOfOneHot(space.decisions, row)).toEqual(tokens);
      expect(() => tokensOfOneHot(space.decisions, new Float64Array(row.length))).toThrow(
        'must be 1 for one',
      );
    }, 20);
  });

  it('has neighbours that are other architectures, each a neighbour of its neighbours', () => {
    holds((tokens) => {
      const own = normalForm(space, tokens);
      const around = neighbours(space, own);
      for (const one of around) {
        space.validate(one);
        expect(isNormal(space, one)).toBe(true);
        expect(one).not.toEqual(own);
      }
      expect(new Set(around.map(String)).size).toBe(around.length);
      const mutant = mutate(space, own, new Random(3n));
      expect(around.map(String)).toContain(String(mutant));
    }, 20);
  });

  it('draws architectures of its own', () => {
    const random = new Random(11n);
    for (let draw = 0; draw < 100; draw += 1) {
      const tokens = randomTokens(space, random);
      space.validate(tokens);
      expect(isNormal(space, tokens)).toBe(true);
    }
  });

  it('hashes one network equally: equal hashes, equal live layers', () => {
    const byHash = new Map<string, unknown>();
    holds((tokens) => {
      const hash = space.canonicalHash(tokens);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      const size = costOfLiveLayers(space, tokens);
      expect(byHash.get(hash) ?? size).toEqual(size);
      byHash.set(hash, size);
    }, 50);
  });

  it('has features of one length, equal for equal architectures', () => {
    const { features } = space;
    if (!features) return expect(space).not.toHaveProperty('features');
    const length = features.call(space, randomTokens(space, new Random(1n))).length;
    holds((tokens) => {
      const row = features.call(space, tokens);
      expect(row).toHaveLength(length);
      expect(features.call(space, normalForm(space, tokens))).toEqual(row);
    });
  });

  it('builds a network of each architecture, or says that it has none', () => {
    holds((tokens) => {
      const network = networkOf(space, tokens);
      if (!network) return;
      expect(network.layers.at(-1)?.outputShape).toEqual([INPUT.classes]);
      expect(liveLayers(network).at(-1)).toBe(network.layers.at(-1));
      expect(JSON.parse(JSON.stringify(network))).toEqual(network);
    }, 20);
  });
});

/** Null where the space is never trained. */
function networkOf(space: SearchSpace, tokens: readonly number[]) {
  try {
    return space.network(tokens, INPUT);
  } catch (error) {
    if (error instanceof NetworkError && error.code === 'NOT_TRAINABLE') return null;
    throw error;
  }
}

function costOfLiveLayers(space: SearchSpace, tokens: readonly number[]) {
  const network = networkOf(space, tokens);
  return network && liveLayers(network).reduce((sum, { parameters }) => sum + parameters, 0);
}
