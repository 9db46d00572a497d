import type { Random } from '../../random.js';

/** What a predictor learns from: a row of features and a target for each example. */
export interface Examples {
  readonly features: readonly Float64Array[];
  readonly targets: readonly number[];
}

type Node = Leaf | Split;

interface Leaf {
  readonly value: number;
}

interface Split {
  readonly feature: number;
  /** Examples at most this large go below. */
  readonly threshold: number;
  readonly below: Node;
  readonly above: Node;
}

interface Cut {
  readonly feature: number;
  readonly threshold: number;
  readonly error: number;
}

/** Maps features to a prediction. */
export type Predictor = (features: Float64Array) => number;

/**
 * An extremely randomized tree (Geurts et al., Machine Learning 2006): of `tries` features that vary, each cut at a
 * random place, the one that leaves the least squared error; grown until examples are alike.
 * @param members positions of the examples that the tree may see, repeats allowed
 */
export function growTree(
  examples: Examples,
  members: readonly number[],
  tries: number,
  random: Random,
): Predictor {
  const root = grow(examples, members, [...(examples.features[0]?.keys() ?? [])], tries, random);
  return (features) => {
    let node = root;
    while ('feature' in node)
      node = (features[node.feature] ?? 0) <= node.threshold ? node.below : node.above;
    return node.value;
  };
}

/** @param features those that may still vary among the members; the list is used up */
function grow(
  examples: Examples,
  members: readonly number[],
  features: number[],
  tries: number,
  random: Random,
): Node {
  const cut = bestCut(examples, members, features, tries, random);
  if (!cut) {
    const sum = members.reduce((total, member) => total + (examples.targets[member] ?? 0), 0);
    return { value: sum / members.length };
  }
  const isBelow = (member: number) => (examples.features[member]?.[cut.feature] ?? 0) <= cut.threshold;
  const above = members.filter((member) => !isBelow(member));
  return {
    feature: cut.feature,
    threshold: cut.threshold,
    below: grow(examples, members.filter(isBelow), [...features], tries, random),
    above: grow(examples, above, features, tries, random),
  };
}

/**
 * Undefined when the targets, or all features, are alike. Takes those found alike out of `features`: they are so in
 * every part of the members too.
 */
function bestCut(
  examples: Examples,
  members: readonly number[],
  features: number[],
  tries: number,
  random: Random,
): Cut | undefined {
  const [first = 0] = members;
  if (members.every((member) => examples.targets[member] === examples.targets[first])) return undefined;
  let best: Cut | undefined;
  // Draws without replacement: those tried move to the front.
  for (let tried = 0; tried < Math.min(tries, features.length); ) {
    const at = tried + random.integer(features.length - tried);
    const feature = features[at] ?? 0;
    const threshold = randomThreshold(examples, members, feature, random);
    if (threshold === undefined) {
      features[at] = features.at(-1) ?? 0;
      features.pop();
      continue;
    }
    features[at] = features[tried] ?? 0;
    features[tried] = feature;
    tried += 1;
    const error = errorOf(examples, members, feature, threshold);
    if (!best || error < best.error) best = { feature, threshold, error };
  }
  return best;
}

/** Between the least and the greatest value, undefined when they are one. */
function randomThreshold(
  { features }: Examples,
  members: readonly number[],
  feature: number,
  random: Random,
): number | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const member of members) {
    const value = features[member]?.[feature] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low < high ? low + random.uniform() * (high - low) : undefined;
}

/** Squared error around the means of both sides, less what all cuts of these members have in common. */
function errorOf(
  { features, targets }: Examples,
  members: readonly number[],
  feature: number,
  threshold: number,
): number {
  let [below, above, countBelow] = [0, 0, 0];
  for (const member of members) {
    const target = targets[member] ?? 0;
    if ((features[member]?.[feature] ?? 0) <= threshold) {
      below += target;
      countBelow += 1;
    } else above += target;
  }
  return -(below * below) / countBelow - (above * above) / (members.length - countBelow);
}
