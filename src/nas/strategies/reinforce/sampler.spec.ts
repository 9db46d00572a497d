import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../tensor/index.js';
import { Random } from '../../random.js';
import { initialParameters } from './parameters.js';
import { PolicySampler } from './sampler.js';

const shape = {
  units: 6,
  lstmLayers: 2,
  decisions: [
    { name: 'a', type: 'three', choices: ['x', 'y', 'z'] },
    { name: 'b', type: 'two', choices: [0, 1] },
    { name: 'c', type: 'three', choices: ['x', 'y', 'z'] },
  ],
};

describe('PolicySampler', () => {
  let sampler: PolicySampler;

  beforeAll(async () => {
    sampler = await PolicySampler.compile(onnxRuntime(), shape, 8, 1);
    // Far from uniform, so that a wrong distribution shows.
    sampler.setParameters(initialParameters(shape, 2, new Random(11n)));
  });
  afterAll(() => sampler.dispose());

  it('draws each choice as often as the policy says', async () => {
    const draws = await sampler.sample(4000, new Random(1n));
    const policy = draws[0]?.probabilities[0] ?? [];
    expect(policy).toHaveLength(3);
    policy.forEach((probability, token) => {
      const share = draws.filter(({ tokens }) => tokens[0] === token).length / draws.length;
      // Four standard deviations of the share.
      expect(Math.abs(share - probability)).toBeLessThan(
        4 * Math.sqrt((probability * (1 - probability)) / 4000),
      );
    });
    expect(Math.max(...policy)).toBeGreaterThan(0.4);
  });

  it('reports the log-probability and entropy of the path that it took', async () => {
    for (const { tokens, logProbability, probabilities, entropies } of await sampler.sample(
      20,
      new Random(2n),
    )) {
      const chosen = probabilities.map((policy, position) => policy[tokens[position] ?? 0] ?? Number.NaN);
      expect(logProbability).toBeCloseTo(
        chosen.reduce((sum, probability) => sum + Math.log(probability), 0),
        4,
      );
      probabilities.forEach((policy, position) => {
        expect(entropies[position]).toBeCloseTo(-policy.reduce((sum, p) => sum + p * Math.log(p), 0), 4);
      });
    }
  });

  it('follows given tokens with the scores that drawing them gave', async () => {
    const draws = await sampler.sample(11, new Random(3n));
    const followed = await sampler.follow(draws.map(({ tokens }) => tokens));
    expect(followed.map(({ tokens }) => tokens)).toEqual(draws.map(({ tokens }) => tokens));
    followed.forEach(({ logProbability }, index) => {
      expect(logProbability).toBeCloseTo(draws[index]?.logProbability ?? Number.NaN, 5);
    });
  });

  it('takes the most likely choice at each decision', async () => {
    const { tokens, probabilities } = await sampler.likeliest();
    expect(tokens).toEqual(probabilities.map((policy) => policy.indexOf(Math.max(...policy))));
  });
});
