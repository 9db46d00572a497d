import { describe, expect, it } from 'vitest';
import { recipeSchema } from './recipe.js';

describe('recipeSchema', () => {
  it('fills in every default', () => {
    expect(recipeSchema.parse({})).toMatchObject({
      optimizer: 'nesterov',
      schedule: 'cosine',
      augmentation: { padCrop: 0, flip: false, cutout: 0 },
    });
  });

  it('takes the rate that the optimizer usually has unless one is given, and keeps what it has filled in', () => {
    expect(recipeSchema.parse({})).toMatchObject({ learningRate: 0.1 });
    const adam = recipeSchema.parse({ optimizer: 'adamW' });
    expect(adam).toMatchObject({ learningRate: 0.001 });
    expect(recipeSchema.parse(adam)).toEqual(adam);
    expect(recipeSchema.parse({ optimizer: 'adam', learningRate: 0.01 })).toMatchObject({
      learningRate: 0.01,
    });
  });

  it('reads the words for augmentation that older definitions were stored with', () => {
    const { augmentation } = recipeSchema.parse({ augmentation: 'shift' });
    expect(augmentation).toEqual({ padCrop: 1, flip: false, cutout: 0 });
    expect(recipeSchema.parse({ augmentation: 'none' })).toEqual(recipeSchema.parse({}));
    expect(recipeSchema.safeParse({ augmentation: 'twist' }).success).toBe(false);
  });

  it('reports every wrong field at once, with what would be right', () => {
    const { error } = recipeSchema.safeParse({
      epochs: 0,
      batchSize: 4097,
      schedule: 'linear',
      momentum: Number.NaN,
      optimizer: 'adagrad',
      milestones: [2],
      augmentation: { flip: 'yes', cutout: -1 },
    });
    const messages = Object.fromEntries(
      error?.issues.map((issue) => [issue.path.join('.'), issue.message]) ?? [],
    );
    expect(messages).toEqual({
      epochs: 'must be a whole number from 1 to 2000, e.g. 10',
      batchSize: 'must be a whole number from 1 to 4096, e.g. 64',
      schedule: "must be one of 'cosine', 'constant', 'step'",
      optimizer: "must be one of 'nesterov', 'sgd', 'adam', 'adamW'",
      'milestones.0': 'must be a number from 0 to 1, e.g. 0.5',
      'augmentation.flip': 'must be true or false',
      'augmentation.cutout': 'must be a whole number from 0 to 256, e.g. 16',
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
