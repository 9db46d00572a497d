import { describe, expect, it } from 'vitest';
import { createSpace, type SearchSpace, spaceDefinitionSchema, tokensAt } from '../index.js';

const spaceOf = (fields: object) => createSpace(spaceDefinitionSchema.parse({ kind: 'custom', ...fields }));

function problemsOf(fields: object): string[] {
  const { error } = spaceDefinitionSchema.safeParse({ kind: 'custom', ...fields });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

/** Different architectures among all token sequences. */
const countOf = (space: SearchSpace): number =>
  new Set(
    Array.from({ length: Number(space.size) }, (_, index) => tokensAt(space.decisions, BigInt(index)))
      .filter((tokens) => space.rules?.admits(tokens))
      .map((tokens) => space.canonicalHash(tokens)),
  ).size;

const convolution = { layer: 'convolution', filters: { choose: [4, 8] }, kernel: 3 };

describe('a space of decisions', () => {
  const decisions = [
    { name: 'depth', choices: [1, 2] },
    { name: 'operation', choices: ['convolution', 'pool'], repeat: 'depth' },
    { name: 'filters', choices: [8, 16, 32], repeat: 'depth', when: { operation: ['convolution'] } },
  ];

  it('repeats decisions, and leaves without meaning those whose condition does not hold', () => {
    const space = spaceOf({ decisions });
    expect(space.decisions.map(({ name }) => name)).toEqual([
      'depth',
      'operation[0]',
      'operation[1]',
      'filters[0]',
      'filters[1]',
    ]);
    expect(space.describe([1, 1, 0, 2, 2])).toEqual({
      kind: 'custom',
      choices: { depth: 2, 'operation[0]': 'pool', 'operation[1]': 'convolution', 'filters[1]': 32 },
    });
    expect(space.rules?.active([0, 1, 1, 2, 2])).toEqual([true, true, false, false, false]);
    // A layer is a pool or one of 3 convolutions: 4 of depth 1, 16 of depth 2.
    expect(countOf(space)).toBe(20);
  });

  it('keeps to its constraints, and names the one that is broken', () => {
    const atMost = { sum: ['filters[*]'], atMost: 32 };
    // Of depth 2 with two convolutions the pairs 8+32, 16+32, 32+8, 32+16 and 32+32 are too much.
    expect(countOf(spaceOf({ decisions, constraints: [atMost] }))).toBe(20 - 5);
    expect(() => spaceOf({ decisions, constraints: [atMost] }).validate([1, 0, 0, 2, 0])).toThrow(
      'breaks constraints[0]: {"sum":["filters[*]"],"atMost":32}',
    );
    const onePool = { count: ['operation[*]'], of: 'pool', atLeast: 1 };
    expect(countOf(spaceOf({ decisions, constraints: [onePool] }))).toBe(20 - 3 - 9);
    const forbid = { forbid: { depth: [2], 'operation[0]': ['pool'] } };
    expect(countOf(spaceOf({ decisions, constraints: [forbid] }))).toBe(20 - 4);
  });

  it('says which choices are missing, unknown or meaningless', () => {
    const space = spaceOf({ decisions });
    const encode = (choices: Record<string, string | number>) => () =>
      space.encode({ kind: 'custom', choices });
    expect(encode({ depth: 1, 'operation[0]': 'pool', 'filters[0]': 8 })).toThrow(
      'filters[0] has no meaning here',
    );
    expect(encode({ 'operation[0]': 'pool' })).toThrow('depth is missing');
    expect(encode({ depth: 3 })).toThrow('depth must be one of 1, 2, not 3');
    expect(space.codec?.parse('depth=1;operation[0]=convolution;filters[0]=16')).toEqual([0, 0, 0, 1, 0]);
  });

  it('has no network to train', () => {
    const input = { height: 8, width: 8, channels: 1, classes: 2 };
    expect(() => spaceOf({ decisions }).network([0, 0, 0, 0, 0], input)).toThrow(
      expect.objectContaining({ code: 'NOT_TRAINABLE' }),
    );
  });
});

describe('a template', () => {
  const input = { height: 8, width: 8, channels: 1, classes: 2 };

  it('becomes the network that is decided', () => {
    const space = spaceOf({
      network: [
        {
          layer: 'repeat',
          name: 'block',
          times: { choose: [1, 2] },
          skips: 'concat',
          layers: [{ ...convolution, stride: 2 }],
        },
        {
          layer: 'choice',
          name: 'last',
          of: { pool: [{ layer: 'maxPool', window: 2, stride: 2 }], nothing: [] },
        },
      ],
    });
    expect(space.decisions.map(({ name }) => name)).toEqual([
      'block.times',
      'block[0].0.filters',
      'block[1].skip[0]',
      'block[1].0.filters',
      'last',
    ]);
    const { layers } = space.network([1, 0, 1, 1, 1], input);
    expect(layers.map(({ operation, outputShape }) => [operation, ...outputShape])).toEqual([
      ['convolution', 4, 4, 4],
      ['zeroPad', 4, 8, 8],
      ['concat', 5, 8, 8],
      ['convolution', 8, 4, 4],
      ['maxPool', 8, 2, 2],
      ['globalAveragePool', 8],
      ['dense', 2],
    ]);
    expect(countOf(space)).toBe((2 + 2 * 2 * 2) * 2);
  });

  it('hashes the network, not what its parts are called or in which order a sum has them', () => {
    const sum = (name: string, branches: object[][]) =>
      spaceOf({ network: [{ layer: 'sum', name, branches }] });
    const one = sum('a', [[convolution], [{ ...convolution, kernel: 5 }]]);
    const other = sum('b', [[{ ...convolution, kernel: 5 }], [convolution]]);
    expect(one.canonicalHash([0, 1])).toBe(other.canonicalHash([1, 0]));
    expect(one.canonicalHash([0, 1])).not.toBe(other.canonicalHash([0, 1]));
  });
});

describe('customDefinitionSchema', () => {
  const a = { name: 'a', choices: [1, 2] };

  it.each([
    [{}, ['network: give either network or decisions']],
    [{ decisions: [a], network: [convolution] }, ['network: give either network or decisions']],
    [
      { network: [{ layer: 'relu' }] },
      ['network: leaves nothing to decide: give a slot, such as { "choose": [16, 32] }'],
    ],
    [
      { network: [{ layer: 'conv' }] },
      [
        'network.0.layer: must be one of convolution, depthwiseConvolution, maxPool, averagePool, batchNorm, relu, relu6, swish, hardSwish, sigmoid, tanh, choice, repeat, sum, concat',
      ],
    ],
    [
      { network: [{ ...convolution, kernel: { choose: [3, 4] } }] },
      ['network.0.kernel.choose.1: must be odd, so that padding keeps the size of the map, e.g. 3'],
    ],
    [
      {
        network: [
          {
            layer: 'repeat',
            times: 64,
            layers: [
              { layer: 'repeat', times: 64, layers: [{ layer: 'repeat', times: 64, layers: [convolution] }] },
            ],
          },
        ],
      },
      ['network: must have at most 512 decisions and 4096 layers, repeats written out'],
    ],
    [
      {
        network: [
          { ...convolution, name: 'x' },
          { ...convolution, name: 'x' },
        ],
      },
      ['network: two decisions are called x.filters: give their layers other names'],
    ],
    [
      { decisions: [a, { name: 'a', choices: [1] }, { name: 'b', choices: [1], when: { a: [3], c: [1] } }] },
      [
        'decisions.1.name: repeats a',
        'decisions.2.when.a: must be among 1, not 3',
        'decisions.2.when.c: is no earlier decision',
      ],
    ],
    [
      { network: [{ ...convolution, kernel: 2 }] },
      ['network.0.kernel: must be odd, so that padding keeps the size of the map, e.g. 3'],
    ],
    [
      { decisions: [{ ...a, repeat: 'b' }] },
      ["decisions.0.repeat: 'b' must be the name of an earlier decision among whole numbers up to 512"],
    ],
    [
      { decisions: [a], constraints: [{ sum: ['b'] }, { forbid: { c: [1] } }] },
      [
        "constraints.0.sum.0: 'b' is no decision of the space; it has a",
        "constraints.1.forbid.c: 'c' is no decision of the space; it has a",
        'constraints.0: needs atLeast or atMost',
      ],
    ],
    [
      { decisions: [a], constraints: [{ sum: ['a'], atMost: 0 }] },
      ['constraints: admit none of 1,000 architectures drawn at random: loosen them'],
    ],
  ])('says what is wrong with %j', (fields, problems) => {
    expect(problemsOf(fields)).toEqual(problems);
  });

  it('refuses what is nested without end before it reads it', () => {
    let nested: object[] = [convolution];
    for (let depth = 0; depth < 5_000; depth += 1) nested = [{ layer: 'repeat', times: 1, layers: nested }];
    expect(problemsOf({ network: nested })).toEqual([
      'network: must not nest deeper than 32 lists and objects',
    ]);
  });
});
