import type { Recipe } from '../recipe.js';

/**
 * Step size of a step, counted from 0. Rises linearly over the warm-up, so that its last step has the full rate;
 * then follows the schedule over what is left.
 */
export function learningRateAt(recipe: Recipe, step: number, stepsPerEpoch: number): number {
  const warmupSteps = Math.round(recipe.warmupEpochs * stepsPerEpoch);
  if (step < warmupSteps) return (recipe.learningRate * (step + 1)) / warmupSteps;
  const steps = recipe.epochs * stepsPerEpoch;
  return recipe.learningRate * shares[recipe.schedule](recipe, step, warmupSteps, steps);
}

type Share = (recipe: Recipe, step: number, warmupSteps: number, steps: number) => number;

const shares: Readonly<Record<Recipe['schedule'], Share>> = {
  constant: () => 1,
  /** Half a cosine to 0 (Loshchilov & Hutter, arXiv 1608.03983, section 3, without restarts). */
  cosine: (_, step, warmupSteps, steps) =>
    (1 + Math.cos((Math.PI * (step - warmupSteps)) / (steps - warmupSteps))) / 2,
  /** Milestones are shares of the whole training, warm-up included, so that they hold for any number of epochs. */
  step: ({ milestones, stepFactor }, step, _, steps) =>
    stepFactor ** milestones.filter((share) => step >= Math.round(share * steps)).length,
};
