import { describe, expect, it } from 'vitest';
import { recipeSchema } from '../recipe.js';
import { learningRateAt } from './learning-rate.js';

const rates = (recipe: object, stepsPerEpoch: number, steps: number) => {
  const parsed = recipeSchema.parse(recipe);
  return Array.from({ length: steps }, (_, step) => learningRateAt(parsed, step, stepsPerEpoch));
};

describe('learningRateAt', () => {
  it('falls along half a cosine', () => {
    const [first, , middle, , last] = rates({ learningRate: 0.2, epochs: 2, schedule: 'cosine' }, 2, 5);
    expect(first).toBe(0.2);
    expect(middle).toBeCloseTo(0.1, 12);
    expect(last).toBeCloseTo(0, 12);
  });

  it('rises over the warm-up and then starts the schedule at its top', () => {
    expect(rates({ learningRate: 1, epochs: 4, warmupEpochs: 2, schedule: 'constant' }, 2, 6)).toEqual([
      0.25, 0.5, 0.75, 1, 1, 1,
    ]);
    expect(rates({ learningRate: 1, epochs: 4, warmupEpochs: 2, schedule: 'cosine' }, 2, 6)[4]).toBe(1);
  });
});
