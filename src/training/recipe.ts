import { z } from 'zod';
import { type Augmentation, augmentationSchema } from './augmentation.js';
import { numberFrom, oneOf, wholeNumber } from './recipe-fields.js';

/** How a network is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'nesterov' | 'sgd' | 'adam' | 'adamW';
  readonly learningRate: number;
  readonly momentum: number;
  readonly beta2: number;
  readonly weightDecay: number;
  readonly clipNorm?: number | undefined;
  readonly schedule: 'cosine' | 'constant' | 'step';
  readonly milestones: readonly number[];
  readonly stepFactor: number;
  readonly warmupEpochs: number;
  readonly labelSmoothing: number;
  readonly batchNormMomentum: number;
  readonly batchNormEpsilon: number;
  readonly augmentation: Augmentation;
}

/** Highest step sizes that most networks bear. Adam's steps do not grow with the gradient. */
const usualRates: Readonly<Record<Recipe['optimizer'], number>> = {
  nesterov: 0.1,
  sgd: 0.1,
  adam: 1e-3,
  adamW: 1e-3,
};

/** The default optimizer and momentum are those of Zoph & Le's children (arXiv 1611.01578, section 4.1). */
export const recipeSchema: z.ZodType<Recipe> = z
  .strictObject({
    epochs: wholeNumber(1, 2000, 10).default(10).describe('passes over the training split'),
    batchSize: wholeNumber(1, 4096, 64)
      .default(64)
      .describe('examples of one step; the incomplete last batch of an epoch is left out'),
    optimizer: oneOf(['nesterov', 'sgd', 'adam', 'adamW'])
      .default('nesterov')
      .describe(
        'gradient descent with Nesterov or plain momentum, Adam, or Adam with decoupled weight decay',
      ),
    learningRate: numberFrom(1e-8, 1e6, 0.1)
      .optional()
      .describe('highest step size of the schedule; unless given 0.1, and 0.001 for adam and adamW'),
    momentum: numberFrom(0, 0.9999, 0.9)
      .default(0.9)
      .describe('share of the last step that is kept; beta1 of adam and adamW'),
    beta2: numberFrom(0, 0.99999, 0.999)
      .default(0.999)
      .describe('share of the mean squared gradient that adam and adamW keep'),
    weightDecay: numberFrom(0, 1, 1e-4)
      .default(1e-4)
      .describe(
        'shrinks convolution filters and dense weights, batch norm and biases never; an L2 penalty, in adamW a decay of its own',
      ),
    clipNorm: numberFrom(1e-6, 1e6, 5)
      .optional()
      .describe('greatest norm of all gradients as one vector; a longer one is scaled down to it'),
    schedule: oneOf(['cosine', 'constant', 'step'])
      .default('cosine')
      .describe(
        'cosine: falls to 0 along half a period over all steps; constant: stays; step: falls at the milestones',
      ),
    milestones: z
      .array(numberFrom(0, 1, 0.5))
      .max(10, 'must be at most 10 milestones')
      .default([0.5, 0.75])
      .describe('shares of the training after which the schedule step multiplies the rate by stepFactor'),
    stepFactor: numberFrom(1e-6, 1, 0.1).default(0.1).describe('what is left of the rate at a milestone'),
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
    augmentation: augmentationSchema.prefault({}),
  })
  .superRefine((recipe, context) => {
    if (recipe.warmupEpochs > recipe.epochs) {
      context.addIssue({
        code: 'custom',
        path: ['warmupEpochs'],
        message: `must be at most epochs (${recipe.epochs}), not ${recipe.warmupEpochs}`,
      });
    }
  })
  .transform(({ learningRate, ...recipe }) => ({
    ...recipe,
    learningRate: learningRate ?? usualRates[recipe.optimizer],
  }));
