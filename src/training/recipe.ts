import { z } from 'zod';

/** How a network is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'nesterov';
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly schedule: 'cosine' | 'constant';
  readonly warmupEpochs: number;
  readonly labelSmoothing: number;
  readonly batchNormMomentum: number;
  readonly batchNormEpsilon: number;
  readonly augmentation: 'none' | 'shift';
}

const wholeNumber = (least: number, most: number, example: number) => {
  const error = `must be a whole number from ${least} to ${most}, e.g. ${example}`;
  return z.number({ error }).int(error).min(least, error).max(most, error);
};

const numberFrom = (least: number, most: number, example: number) => {
  const error = `must be a number from ${least} to ${most}, e.g. ${example}`;
  return z.number({ error }).min(least, error).max(most, error);
};

const oneOf = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.map((name) => `'${name}'`).join(', ')}` });

/** Optimizer and momentum are those of Zoph & Le's children (arXiv 1611.01578, section 4.1). */
export const recipeSchema: z.ZodType<Recipe> = z
  .strictObject({
    epochs: wholeNumber(1, 2000, 10).default(10).describe('passes over the training split'),
    batchSize: wholeNumber(1, 4096, 64)
      .default(64)
      .describe('examples of one step; the incomplete last batch of an epoch is left out'),
    optimizer: oneOf(['nesterov']).default('nesterov').describe('gradient descent with Nesterov momentum'),
    learningRate: numberFrom(1e-8, 1e6, 0.1).default(0.1).describe('highest step size of the schedule'),
    momentum: numberFrom(0, 0.9999, 0.9).default(0.9).describe('share of the last step that is kept'),
    weightDecay: numberFrom(0, 1, 1e-4)
      .default(1e-4)
      .describe('L2 penalty on convolution filters and dense weights; batch norm and biases are exempt'),
    schedule: oneOf(['cosine', 'constant'])
      .default('cosine')
      .describe('cosine: falls to 0 along half a period over all steps; constant: stays'),
    warmupEpochs: numberFrom(0, 100, 1)
      .default(0)
      .describe('epochs in which the rate rises from 0, linearly'),
    labelSmoothing: numberFrom(0, 0.9, 0.1)
      .default(0)
      .describe('probability that is taken from the true class and spread over all'),
    batchNormMomentum: numberFrom(0, 0.9999, 0.9)
      .default(0.9)
      .describe('share of the running statistics that a step keeps'),
    batchNormEpsilon: numberFrom(1e-8, 1, 1e-5).default(1e-5).describe('added to the variance'),
    augmentation: oneOf(['none', 'shift'])
      .default('none')
      .describe('shift: moves each training image by -1, 0 or 1 pixel both ways'),
  })
  .superRefine((recipe, context) => {
    if (recipe.warmupEpochs > recipe.epochs) {
      context.addIssue({
        code: 'custom',
        path: ['warmupEpochs'],
        message: `must be at most epochs (${recipe.epochs}), not ${recipe.warmupEpochs}`,
      });
    }
  });
