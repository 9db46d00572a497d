import type { Recipe } from '../recipe.js';

/**
 * Step size of a step, counted from 0. Rises linearly over the warm-up, so that its last step has the full rate;
 * then stays, or falls along half a cosine to 0 (Loshchilov & Hutter, arXiv 1608.03983, section 3, without restarts).
 */
export function learningRateAt(recipe: Recipe, step: number, stepsPerEpoch: number): number {
  const warmupSteps = Math.round(recipe.warmupEpochs * stepsPerEpoch);
  if (step < warmupSteps) return (recipe.learningRate * (step + 1)) / warmupSteps;
  if (recipe.schedule === 'constant') return recipe.learningRate;
  const progress = (step - warmupSteps) / (recipe.epochs * stepsPerEpoch - warmupSteps);
  return (recipe.learningRate * (1 + Math.cos(Math.PI * progress))) / 2;
}
