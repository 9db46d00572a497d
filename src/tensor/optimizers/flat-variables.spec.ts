import { describe, expect, it } from 'vitest';
import { applyGradients, Graph } from '../index.js';

/** An optimizer's step of variables of so many elements. */
function step(...sizes: readonly number[]): void {
  const graph = new Graph();
  const pairs = sizes.map((size, index) => ({
    variable: graph.variable(`w${index}`, [size]),
    gradient: graph.input(`g${index}`, [size]),
  }));
  applyGradients({ kind: 'sgd', learningRate: graph.input('rate', []) }, pairs);
}

describe('variables as one vector', () => {
  it('are as many as 31 bits count', () => {
    expect(() => step(2 ** 30, 2 ** 30 - 1)).not.toThrow();
  });

  it('are refused beyond, with what is too large and what would be right', () => {
    expect(() => step(3, 2 ** 31 - 3)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message:
          'optimizer: 2 variables have 2147483648 elements, w1 alone 2147483645 ([2147483645]); ' +
          'it moves them as one vector, which holds at most 2147483647: make the network narrower',
      }),
    );
  });
});
