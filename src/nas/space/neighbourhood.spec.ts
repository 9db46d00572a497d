import { describe, expect, it } from 'vitest';
import { Random } from '../random.js';
import {
  createSpace,
  isAdmitted,
  isNormal,
  mutate,
  neighbours,
  normalForm,
  randomTokens,
  spaceDefinitionSchema,
} from './index.js';
import type { Walkable } from './neighbourhood.js';

const space = createSpace(
  spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 1, filterHeights: [3], filterWidths: [1, 3] }),
);

describe('neighbours', () => {
  it('are all that differ in one decision', () => {
    expect(neighbours(space, [0, 1, 2])).toEqual([
      [0, 0, 2],
      [0, 1, 0],
      [0, 1, 1],
      [0, 1, 3],
    ]);
  });
});

/** A layer that convolves with a size, or pools without one; three convolutions are one too many. */
const ruled: Walkable = {
  decisions: [0, 1, 2].flatMap((layer) => [
    { name: `layers[${layer}].type`, type: 'type', choices: ['pool', 'convolution'] },
    { name: `layers[${layer}].size`, type: 'size', choices: [3, 5, 7] },
  ]),
  rules: {
    admits: (tokens) => [0, 2, 4].some((position) => tokens[position] === 0),
    active: (tokens) => tokens.map((_, index) => index % 2 === 0 || tokens[index - 1] !== 0),
  },
};

describe('in a space with rules', () => {
  const random = new Random(5n);
  const expectArchitecture = (tokens: readonly number[]) => {
    expect(isAdmitted(ruled, tokens)).toBe(true);
    expect(isNormal(ruled, tokens)).toBe(true);
  };

  it('draws are architectures of it, and every one is drawn', () => {
    const drawn = Array.from({ length: 3_000 }, () => randomTokens(ruled, random));
    drawn.forEach(expectArchitecture);
    // Pool or one of 3 convolutions for each layer, less those of three convolutions.
    expect(new Set(drawn.map(String)).size).toBe(4 ** 3 - 3 ** 3);
  });

  it('neighbours are other architectures of it, each once, and mutants are among them', () => {
    const from = [1, 2, 1, 0, 0, 1];
    const around = neighbours(ruled, from);
    around.forEach(expectArchitecture);
    // Two sizes of each convolution, a pool in the place of each; no third convolution.
    expect(around).toHaveLength(6);
    expect(new Set(around.map(String)).size).toBe(6);
    expect(around).not.toContainEqual(normalForm(ruled, from));
    const mutants = new Set(Array.from({ length: 500 }, () => String(mutate(ruled, from, random))));
    expect([...mutants].sort()).toEqual(around.map(String).sort());
  });

  it('that admits nothing, a draw says so', () => {
    const empty = {
      ...ruled,
      rules: { admits: () => false, active: (tokens: readonly number[]) => tokens.map(() => true) },
    };
    expect(() => randomTokens(empty, random)).toThrow(expect.objectContaining({ code: 'NOTHING_ADMITTED' }));
  });
});

describe('mutate', () => {
  it('draws every neighbour, and a decision as often as another', () => {
    const random = new Random(3n);
    const drawn = Array.from({ length: 3_000 }, () => String(mutate(space, [0, 1, 2], random)));
    const share = (tokens: string) => drawn.filter((one) => one === tokens).length / drawn.length;
    expect(share('0,0,2')).toBeCloseTo(1 / 2, 1);
    for (const other of ['0,1,0', '0,1,1', '0,1,3']) expect(share(other)).toBeCloseTo(1 / 6, 1);
  });

  it('leaves an architecture alone in its space as it is', () => {
    const single = { decisions: [{ name: 'a', type: 'a', choices: [1] }] };
    expect(mutate(single, [0], new Random(1n))).toEqual([0]);
  });
});
