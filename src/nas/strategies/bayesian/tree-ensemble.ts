import type { Random } from '../../random.js';
import { type Examples, growTree } from './regression-tree.js';

export interface Prediction {
  readonly mean: number;
  /** Of the trees around their mean: what the ensemble is not sure of. */
  readonly deviation: number;
}

export type Ensemble = (features: Float64Array) => Prediction;

/** Trees, each on a bootstrap sample of the examples (Breiman, Machine Learning 2001). */
export function fitEnsemble(
  examples: Examples,
  { trees, featureShare }: { readonly trees: number; readonly featureShare: number },
  random: Random,
): Ensemble {
  const count = examples.targets.length;
  const tries = Math.max(1, Math.round(featureShare * (examples.features[0]?.length ?? 0)));
  const predictors = Array.from({ length: trees }, () => {
    const members = Array.from({ length: count }, () => random.integer(count));
    return growTree(examples, members, tries, random);
  });
  return (features) => {
    const values = predictors.map((predict) => predict(features));
    const mean = values.reduce((sum, value) => sum + value, 0) / trees;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trees;
    return { mean, deviation: Math.sqrt(variance) };
  };
}

/**
 * The rewards' ranks, spread evenly over -1..1, equal rewards alike: a few failures with a reward near zero would
 * otherwise be all that a tree tells apart.
 */
export function rankTargets(rewards: readonly number[]): number[] {
  const sorted = rewards.toSorted((a, b) => a - b);
  const places = new Map<number, { first: number; count: number }>();
  sorted.forEach((reward, place) => {
    const known = places.get(reward);
    if (known) known.count += 1;
    else places.set(reward, { first: place, count: 1 });
  });
  return rewards.map((reward) => {
    const { first, count } = places.get(reward) ?? { first: 0, count: 1 };
    return (2 * first + count) / rewards.length - 1;
  });
}
