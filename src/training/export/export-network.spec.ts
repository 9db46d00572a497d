import { describe, expect, it } from 'vitest';
import { floatTensor } from '../../tensor/index.js';
import { requireParity } from './export-network.js';
import { ParityError } from './parity-error.js';

const trained = floatTensor([2, 2], [1, -2, 300, 4]);

describe('requireParity', () => {
  it('takes what rounding explains, and rows that only pad the batch', () => {
    requireParity(floatTensor([2, 2], [1.00001, -2.00001, 300.01, 4]), trained);
    requireParity(floatTensor([1, 2], [1, -2]), trained);
  });

  it.each([
    ['another value', floatTensor([2, 2], [1.001, -2, 300, 4])],
    ['what is not a number', floatTensor([2, 2], [1, Number.NaN, 300, 4])],
    ['nothing', undefined],
  ])('refuses %s', (_name, exported) => {
    expect(() => requireParity(exported, trained)).toThrow(ParityError);
  });
});
