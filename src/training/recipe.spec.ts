import { describe, expect, it } from 'vitest';
import { recipeSchema } from './recipe.js';

describe('recipeSchema', () => {
  it('fills in every default', () => {
    expect(recipeSchema.parse({})).toMatchObject({
      optimizer: 'nesterov',
      schedule: 'cosine',
      augmentation: 'none',
    });
  });

  it('reports every wrong field at once, with what would be right', () => {
    const { error } = recipeSchema.safeParse({
      epochs: 0,
      batchSize: 4097,
      schedule: 'linear',
      momentum: Number.NaN,
    });
    const messages = Object.fromEntries(
      error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ?? [],
    );
    expect(messages).toEqual({
      epochs: 'must be a whole number from 1 to 2000, e.g. 10',
      batchSize: 'must be a whole number from 1 to 4096, e.g. 64',
      schedule: "must be one of 'cosine', 'constant'",
      momentum: 'must be a number from 0 to 0.9999, e.g. 0.9',
    });
  });

  it('refuses a warm-up that is longer than the training, and unknown fields', () => {
    expect(recipeSchema.safeParse({ epochs: 2, warmupEpochs: 3 }).error?.issues[0]?.path).toEqual([
      'warmupEpochs',
    ]);
    expect(recipeSchema.safeParse({ epoch: 2 }).success).toBe(false);
  });
});
