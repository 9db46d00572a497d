import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../tensor/index.js';
import { Random } from '../../random.js';
import { lstmNetwork } from './lstm-network.js';
import { initialParameters } from './parameters.js';
import { type Draw, PolicySampler } from './sampler.js';

const shape = {
  network: lstmNetwork({ units: 6, lstmLayers: 2, startState: 'zero' }),
  startInput: 'learned',
  decisions: [
    { name: 'a', type: 'three', choices: ['x', 'y', 'z'] },
    { name: 'b', type: 'two', choices: [0, 1] },
    { name: 'c', type: 'three', choices: ['x', 'y', 'z'] },
  ],
} as const;
const options = { batchSize: 8, temperature: 1, tanhConstant: null };

/** Log-probability of the whole path. */
const total = ({ logProbabilities }: Draw) => logProbabilities.reduce((sum, value) => sum + value, 0);

describe('PolicySampler', () => {
  let sampler: PolicySampler;

  beforeAll(async () => {
    sampler = await PolicySampler.compile(onnxRuntime(), shape, options);
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
    for (const draw of await sampler.sample(20, new Random(2n))) {
      const { tokens, probabilities, entropies } = draw;
      const chosen = probabilities.map((policy, position) => policy[tokens[position] ?? 0] ?? Number.NaN);
      expect(total(draw)).toBeCloseTo(
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
    followed.forEach((path, index) => {
      const draw = draws[index];
      expect(total(path)).toBeCloseTo(draw ? total(draw) : Number.NaN, 5);
    });
  });

  it('takes the most likely choice at each decision', async () => {
    const { tokens, probabilities } = await sampler.likeliest();
    expect(tokens).toEqual(probabilities.map((policy) => policy.indexOf(Math.max(...policy))));
  });

  it('lets a decision be made for it, and draws the others as it would have', async () => {
    const [free, held] = [
      await sampler.sample(30, new Random(4n)),
      await sampler.sample(30, new Random(4n), () => [{ position: 2, token: 1 }]),
    ];
    expect(held.every(({ tokens }) => tokens[2] === 1)).toBe(true);
    const firstTwo = (draws: readonly Draw[]) => draws.map(({ tokens }) => tokens.slice(0, 2));
    expect(firstTwo(held)).toEqual(firstTwo(free));
  });
});
