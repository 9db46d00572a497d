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

  it('falls at each milestone, at the same share of the training whatever its length', () => {
    const recipe = { learningRate: 1, schedule: 'step', milestones: [0.5, 0.75], stepFactor: 0.5 };
    expect(rates({ ...recipe, epochs: 4 }, 2, 8)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25]);
    expect(rates({ ...recipe, epochs: 2 }, 2, 4)).toEqual([1, 1, 0.5, 0.25]);
    expect(rates({ ...recipe, epochs: 4, warmupEpochs: 1 }, 2, 8)[0]).toBe(0.5);
  });
});
