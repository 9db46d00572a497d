import { describe, expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema } from '../../space/index.js';
import { sequenceOf } from './sequence.js';

/** `a2` is a decision of type a with two choices. */
const decisions = (types: string) =>
  types.split(' ').map((type, position) => ({
    name: `decision ${position}`,
    type: type.slice(0, 1),
    choices: Array.from({ length: Number(type.slice(1)) }, (_, choice) => choice),
  }));

describe('the sequence of decisions', () => {
  it.each([
    ['a2', 1, 0],
    ['a2 a2 a2', 0, 1],
    ['a2 b3 c2 a2 b3 c2', 0, 3],
    ['a2 b3 a2', 3, 0],
    ['c4 a2 b3 a2 b3', 1, 2],
    ['a2 a3', 2, 0],
    ['a2 a2 b2 a2 a2 b2', 0, 3],
  ])('%s: %d written out, a period of %d', (types, written, period) => {
    expect(sequenceOf(decisions(types))).toMatchObject({ written, period });
  });

  it('of a chain with skips repeats with its layers, behind the decision of its depth', () => {
    const chain = (input: object) =>
      createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 12, skips: true, ...input }));
    const { decisions: all, anchors } = chain({ minLayers: 3 });
    const sequence = sequenceOf(all, anchors);
    // Height, width, filters, anchor.
    expect(sequence).toMatchObject({ written: 1, period: 4, links: 11 });
    expect(sequence.steps).toHaveLength(1 + 12 * 4);
    expect(sequence.columns).toHaveLength(all.length);
    const used = new Set(sequence.columns.map(({ token }) => token));
    expect(used.size).toBe(all.length);
    expect(sequence.tokenWidth).toBe(1 + 12 * (3 + 11));
  });
});
