import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema } from './index.js';

/** The problems of a definition, written "path: message". */
function problemsOf(input: unknown): string[] {
  const { error } = spaceDefinitionSchema.safeParse(input);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const chain = (members: object) => ({ kind: 'cnn-chain', ...members });

describe('spaceDefinitionSchema', () => {
  it.each([
    [chain({ filterHeights: [] }), 'filterHeights: needs at least one choice, e.g. [1, 3, 5, 7]'],
    [chain({ filters: [] }), 'filters: needs at least one choice, e.g. [24, 36, 48, 64]'],
    [chain({ filterWidths: 3 }), 'filterWidths: must be a list of numbers, e.g. [1, 3, 5, 7]'],
    [chain({ filterWidths: [3, 3] }), 'filterWidths.1: repeats 3: list each choice once, e.g. [1, 3, 5, 7]'],
    [
      chain({ filterHeights: [2] }),
      'filterHeights.0: must be odd, so that padding keeps the size of the map, e.g. 3',
    ],
    [chain({ filterHeights: [17] }), 'filterHeights.0: must be a whole number from 1 to 15, e.g. 3'],
    [chain({ filterHeights: ['3'] }), 'filterHeights.0: must be a whole number from 1 to 15, e.g. 3'],
    [chain({ filters: [0] }), 'filters.0: must be a whole number from 1 to 1024, e.g. 36'],
    [chain({ filters: [1025] }), 'filters.0: must be a whole number from 1 to 1024, e.g. 36'],
    [
      chain({ filters: Array.from({ length: 65 }, (_, index) => index + 1) }),
      'filters: must have at most 64 choices, e.g. [24, 36, 48, 64]',
    ],
    [chain({ layers: 0 }), 'layers: must be a whole number from 1 to 60, e.g. 6'],
    [chain({ layers: 61 }), 'layers: must be a whole number from 1 to 60, e.g. 6'],
    [chain({ layers: 2.5 }), 'layers: must be a whole number from 1 to 60, e.g. 6'],
    [chain({ layers: null }), 'layers: must be a whole number from 1 to 60, e.g. 6'],
    [
      { kind: 'cnn-chian' },
      "kind: must be one of 'cnn-chain', 'nasbench201', 'macro', 'custom', 'nasnet-cell', 'recurrent-cell'",
    ],
    [
      {},
      "kind: must be one of 'cnn-chain', 'nasbench201', 'macro', 'custom', 'nasnet-cell', 'recurrent-cell'",
    ],
    ...[null, 'lecture-61'].map((input): [unknown, string] => [
      input,
      ": must be an object such as { kind: 'cnn-chain', layers: 6 }, or one of the names lecture-60, zoph-le-2017, zoph-le-2017-strides",
    ]),
    [chain({ minLayers: 7 }), 'minLayers: must be at most layers, which is 6'],
    [chain({ skips: true, layers: 41 }), 'layers: must be at most 40 with skips'],
    [chain({ skips: false }), 'skips: must be true, or left out'],
    [chain({ strideHeights: [5] }), 'strideHeights.0: must be a whole number from 1 to 4, e.g. 2'],
    [
      chain({ layerTypes: ['pool'] }),
      'layerTypes.0: must be one of convolution, separableConvolution, maxPool, averagePool',
    ],
    [chain({ poolSizes: [2] }), "poolSizes: has no meaning unless layerTypes has 'maxPool' or 'averagePool'"],
  ])('says what is wrong with %j', (input, problem) => {
    expect(problemsOf(input)).toEqual([problem]);
  });

  it('names a field that it does not know, and everything that is wrong at once', () => {
    const problems = problemsOf(chain({ layers: 0, filters: [], stride: [1] }));
    expect(problems).toHaveLength(3);
    expect(problems.join()).toContain('stride');
  });

  it("takes a preset by its name: the lecture's example has 20 layers of number, size and stride, 60 tokens", () => {
    const { decisions } = createSpace(spaceDefinitionSchema.parse('lecture-60'));
    expect(decisions).toHaveLength(60);
    expect(decisions.slice(0, 3).map(({ type }) => type)).toEqual(['filterSize', 'stride', 'filters']);
  });

  it('accepts the extremes', () => {
    expect(
      problemsOf(chain({ layers: 60, filterHeights: [15, 1], filterWidths: [1], filters: [1, 1024] })),
    ).toEqual([]);
  });
});
