import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { floatTensor } from '../../tensor/index.js';
import { tensorOf, tensorState, tensorStateSchema } from './tensor-state.js';

describe('tensorState', () => {
  it('keeps every bit, also of a view into a larger array', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 2, maxLength: 20 }), (numbers) => {
        const tensor = floatTensor([numbers.length - 1], numbers.subarray(1));
        const state = tensorStateSchema.parse(JSON.parse(JSON.stringify(tensorState(tensor))));
        const { shape, data } = tensorOf(state);
        expect(shape).toEqual(tensor.shape);
        expect(data).toEqual(tensor.data);
      }),
    );
  });

  it('is refused when shape and data disagree', () => {
    const state = tensorState(floatTensor([2], [1, 2]));
    expect(tensorStateSchema.safeParse({ ...state, shape: [3] }).success).toBe(false);
    expect(tensorStateSchema.safeParse({ ...state, data: '!' }).success).toBe(false);
  });
});
