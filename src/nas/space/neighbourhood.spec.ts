import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import { createSpace, mutate, neighbours, spaceDefinitionSchema } from './index.js';

const space = createSpace(
  spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 1, filterHeights: [3], filterWidths: [1, 3] }),
);

describe('neighbours', () => {
  it('are all that differ in one decision', () => {
    expect(neighbours(space.decisions, [0, 1, 2])).toEqual([
      [0, 0, 2],
      [0, 1, 0],
      [0, 1, 1],
      [0, 1, 3],
    ]);
  });
});

describe('mutate', () => {
  it('draws every neighbour, and a decision as often as another', () => {
    const random = new Random(3n);
    const drawn = Array.from({ length: 3_000 }, () => String(mutate(space.decisions, [0, 1, 2], random)));
    const share = (tokens: string) => drawn.filter((one) => one === tokens).length / drawn.length;
    expect(share('0,0,2')).toBeCloseTo(1 / 2, 1);
    for (const other of ['0,1,0', '0,1,1', '0,1,3']) expect(share(other)).toBeCloseTo(1 / 6, 1);
  });

  it('leaves an architecture alone in its space as it is', () => {
    const single = [{ name: 'a', type: 'a', choices: [1] }];
    expect(mutate(single, [0], new Random(1n))).toEqual([0]);
  });
});
