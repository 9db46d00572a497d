import { describe, expect, it } from 'vitest';
import { Random } from '../../random.js';
import { growTree } from './regression-tree.js';
import { fitEnsemble, rankTargets } from './tree-ensemble.js';

/** y = x0, where x1 says nothing and x2 never varies. */
const features = Array.from({ length: 60 }, (_, index) => Float64Array.of(index, (index * 7) % 11, 3));
const examples = { features, targets: features.map(([x = 0]) => x) };

describe('growTree', () => {
  it('recalls every example that it has seen', () => {
    const predict = growTree(examples, [...features.keys()], 3, new Random(1n));
    expect(features.map(predict)).toEqual(examples.targets);
  });

  it('gives the mean where features do not tell examples apart', () => {
    const alike = { features: [Float64Array.of(1), Float64Array.of(1)], targets: [2, 4] };
    expect(growTree(alike, [0, 1], 1, new Random(1n))(Float64Array.of(9))).toBe(3);
  });
});

describe('fitEnsemble', () => {
  it('predicts what it has not seen, and says that its trees disagree', () => {
    const even = {
      features: features.filter((_, index) => index % 2 === 0),
      targets: examples.targets.filter((y) => y % 2 === 0),
    };
    const predict = fitEnsemble(even, { trees: 50, featureShare: 1 }, new Random(2n));
    for (const x of [9, 25, 41]) expect(Math.abs(predict(Float64Array.of(x, 0, 3)).mean - x)).toBeLessThan(4);
    expect(predict(Float64Array.of(29, 0, 3)).deviation).toBeGreaterThan(0);
  });
});

describe('rankTargets', () => {
  it('spreads ranks evenly over -1..1 and keeps ties', () => {
    expect(rankTargets([0.9, 0.1, 0.5, 0.5])).toEqual([0.75, -0.75, 0, 0]);
  });
});
