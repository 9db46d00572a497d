import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { liveLayers } from '../../network/index.js';
import { createSpace, indexOfTokens, tokensAt } from '../index.js';
import { canonicalCell, formatCell, parseCell } from './cell.js';

const space = createSpace({ kind: 'nasbench201' });
const cells = fc.tuple(...space.decisions.map(({ choices }) => fc.nat({ max: choices.length - 1 })));
const RESNET = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|';

describe('NasBench201Space', () => {
  it('has 15,625 cells, of which 6,466 are different', () => {
    const all = Array.from({ length: Number(space.size) }, (_, index) =>
      tokensAt(space.decisions, BigInt(index)),
    );
    expect(space.size).toBe(15_625n);
    expect(all.every((tokens, index) => indexOfTokens(space.decisions, tokens) === index)).toBe(true);
    expect(new Set(all.map(canonicalCell)).size).toBe(6_466);
  });

  it("reads and writes the benchmark's notation", () => {
    expect(space.codec?.parse(RESNET)).toEqual([3, 0, 3, 1, 0, 1]);
    expect(space.describe([3, 0, 3, 1, 0, 1])).toEqual({ kind: 'nasbench201', cell: RESNET });
    fc.assert(
      fc.property(cells, (tokens) => {
        expect(parseCell(formatCell(tokens))).toEqual(tokens);
        expect(space.encode(space.describe(tokens))).toEqual(tokens);
      }),
    );
  });

  it.each([
    ['', 'the edge from node 0 to node 1'],
    [RESNET.replace('none~1', 'none~0'), 'the edge from node 1 to node 3'],
    [RESNET.replace('none~0', 'conv~0'), 'the edge from node 0 to node 2'],
    [`${RESNET}+|none~0|`, 'is no cell of nasbench201'],
    [RESNET.slice(1), 'the edge from node 0 to node 1'],
  ])('refuses %j', (text, problem) => {
    expect(() => space.codec?.parse(text)).toThrow(problem);
  });

  it('hashes cells equally when they differ in what comes of a zero', () => {
    const cell = (unused: string) =>
      `|none~0|+|skip_connect~0|${unused}~1|+|none~0|${unused}~1|nor_conv_3x3~2|`;
    const [a, b] = [cell('nor_conv_1x1'), cell('avg_pool_3x3')].map((text) =>
      space.canonicalHash(parseCell(text)),
    );
    expect(a).toBe(b);
    expect(a).not.toBe(space.canonicalHash(parseCell(RESNET)));
  });

  it('knows a cell by the paths that it computes, and by its edges', () => {
    const featuresOf = (text: string) => [...(space.features?.(parseCell(text)) ?? [])];
    const marked = (text: string) =>
      [...featuresOf(text).entries()].filter(([, value]) => value === 1).map(([feature]) => feature);
    // A skip from the input to the output is the empty path, of which a cell may have four; then come three paths of one
    // operation, four times each, and nine of two, three times each: convolution 3x3 twice is the fifth.
    const edgesOfResNet = [3, 0, 3, 1, 0, 1].map((token, edge) => 70 + 5 * edge + token);
    expect(marked(RESNET)).toEqual([0, 4 + 3 * 4 + 3 * 4, ...edgesOfResNet]);
    expect(featuresOf(RESNET)).toHaveLength(4 + 3 * 4 + 9 * 3 + 27 + 6 * 5);
    // The second path of the same operations is another feature, whichever edge skips.
    const twice = '|nor_conv_1x1~0|+|skip_connect~0|none~1|+|none~0|skip_connect~1|nor_conv_1x1~2|';
    expect(marked(twice).filter((feature) => feature < 70)).toEqual([4, 5]);
    // What leads nowhere is no feature.
    const dead = RESNET.replace('none~0', 'avg_pool_3x3~0').replace('skip_connect~2', 'none~2');
    expect(marked(dead).filter((feature) => feature >= 70)).toEqual(
      [0, 0, 0, 1, 0, 0].map((token, edge) => 70 + 5 * edge + token),
    );
  });

  it('lays every edge, though a dead one has no part in the logits', () => {
    const input = { height: 8, width: 8, channels: 1, classes: 10 };
    const dead = space.network(parseCell(RESNET.replace('nor_conv_3x3~1', 'none~1')), input);
    const cells = dead.layers.filter(({ id }) => id.startsWith('stages.0.cells.0.'));
    expect(cells.map(({ id }) => id.replace('stages.0.cells.0.', ''))).toEqual([
      'edges.0-1.relu',
      'edges.0-1.convolution',
      'edges.0-1.batchNorm',
      'nodes.1',
      'nodes.2',
      'nodes.3',
    ]);
    expect(cells.map(({ operation }) => operation).slice(3)).toEqual(['add', 'zero', 'add']);
    const live = liveLayers(dead).filter(({ id }) => id.startsWith('stages.0.cells.0.'));
    expect(live.map(({ operation }) => operation)).toEqual(['add']);
  });
});
