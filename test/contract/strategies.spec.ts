import { describe, expect, it } from 'vitest';
import {
  findStrategy,
  type Observation,
  type Proposal,
  type Strategy,
  strategies,
  type UpdateTelemetry,
} from '../../src/nas/strategies/index.js';
import {
  BATCH,
  chain,
  learners,
  makerOf,
  rounds,
  space,
  succeeded,
  withoutPolicy,
} from '../support/strategy-search.js';

/** What is reported about the policy in `space`. */
function expectDistributions({ probabilities, entropy, entropies }: UpdateTelemetry): void {
  const sizes = space.decisions.map(({ choices }) => choices.length);
  expect(probabilities?.map(({ length }) => length)).toEqual(sizes);
  for (const distribution of probabilities ?? []) {
    expect(distribution.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    expect(distribution.every((probability) => probability > 0)).toBe(true);
  }
  expect(entropies).toHaveLength(sizes.length);
  sizes.forEach((size, position) => {
    expect(entropies?.[position]).toBeGreaterThan(0);
    expect(entropies?.[position]).toBeLessThan(Math.log(size) + 1e-5);
  });
  const sum = entropies?.reduce((total, one) => total + one, 0) ?? Number.NaN;
  expect(entropy).toBeCloseTo(sum / sizes.length, 12);
}

describe.each(Object.entries(strategies))('the strategy %s', (name, definition) => {
  const { create, restore } = makerOf(definition);

  it('bears the name under which it is found, and describes its options', () => {
    expect(definition.name).toBe(name);
    expect(findStrategy(name)).toBe(definition);
    expect(definition.description).not.toBe('');
    expect(definition.batchSize({})).toBeGreaterThanOrEqual(1);
    expect(definition.batchSize({ batchSize: 3 })).toBe(3);
    expect(definition.optionsSchema.safeParse({ batchSize: 0 }).success).toBe(false);
    expect(definition.optionsSchema.safeParse({ unknown: 1 }).success).toBe(false);
  });

  it('proposes architectures of the space, as many as it is asked for', async () => {
    const strategy = await create();
    for (const count of [0, 1, BATCH, 19]) {
      const proposals = await strategy.propose(count);
      expect(proposals).toHaveLength(count);
      for (const { tokens, logProbability, policyVersion } of proposals) {
        space.validate(tokens);
        expect(logProbability).toBeLessThanOrEqual(0);
        expect(Number.isFinite(logProbability)).toBe(true);
        expect(policyVersion).toBe(0);
      }
    }
  });

  it('does the same again for the same seed, and something else for another', async () => {
    const reference = await rounds(await create(7n), 3);
    expect(await rounds(await create(7n), 3)).toEqual(reference);
    expect((await rounds(await create(8n), 3)).proposals).not.toEqual(reference.proposals);
  });

  it('draws the same architectures in one call or in several', async () => {
    const [whole, parts] = [await create(), await create()];
    const tokensOf = (proposals: readonly Proposal[]) => proposals.map(({ tokens }) => tokens);
    const inParts = [
      ...(await parts.propose(3)),
      ...(await parts.propose(1)),
      ...(await parts.propose(BATCH)),
    ];
    expect(tokensOf(inParts)).toEqual(tokensOf(await whole.propose(4 + BATCH)));
  });

  it('counts what it was told', async () => {
    const strategy = await create();
    await rounds(strategy, 2);
    expect(strategy.policyVersion).toBe(2);
    const [proposal] = await strategy.propose(1);
    if (!proposal) throw new Error('no proposal');
    expect(proposal.policyVersion).toBe(2);
    await strategy.observe([succeeded(proposal)]);
    expect(strategy.policyVersion).toBe(3);
  });

  it('continues from a snapshot bit for bit, while results and proposals are pending too', async () => {
    const original = await create();
    await rounds(original, 2);
    const begun = await original.propose(5);
    const told = await original.observe(begun.slice(0, 2).map(succeeded));
    expect(told.rewardMean).not.toBeNull();
    const restored = await restore(await original.snapshot());
    expect(restored.policyVersion).toBe(original.policyVersion);
    const finish = async (strategy: Strategy) => {
      const batch = [...begun.slice(2), ...(await strategy.propose(BATCH - 5))];
      const telemetry = await strategy.observe(batch.map(succeeded));
      return { batch, telemetry, after: await rounds(strategy, 2), snapshot: await strategy.snapshot() };
    };
    expect(await finish(restored)).toEqual(await finish(original));
  });

  it('is not disturbed by a snapshot', async () => {
    const [watched, alone] = [await create(), await create()];
    await watched.snapshot();
    const first = await rounds(watched, 1);
    await watched.snapshot();
    const second = await rounds(watched, 1);
    const both = await rounds(alone, 2);
    expect([...first.proposals, ...second.proposals]).toEqual(both.proposals);
  });

  it('reports distributions, their entropies, and how many architectures were new', async () => {
    const { telemetry, proposals } = await rounds(await create(), 3);
    const last = telemetry.at(-1);
    expect(last?.probabilities === null).toBe(withoutPolicy.has(name));
    if (last && !withoutPolicy.has(name)) expectDistributions(last);
    const unique = new Set(proposals.map(({ tokens }) => space.canonicalHash(tokens))).size;
    expect(last?.uniqueRate).toBeCloseTo(unique / proposals.length, 12);
  });

  it('reports rewards, and what an update of its policy was', async () => {
    const strategy = await create();
    await rounds(strategy, 2);
    const observations = (await strategy.propose(BATCH)).map(succeeded);
    const { rewardMean, rewardBest, baseline, advantage, gradientNorm, likeliest } =
      await strategy.observe(observations);
    const rewards = observations.flatMap(({ outcome }) =>
      outcome.kind === 'succeeded' ? outcome.reward : [],
    );
    const mean = rewards.reduce((sum, reward) => sum + reward, 0) / BATCH;
    expect(rewardMean).toBeCloseTo(mean, 12);
    expect(rewardBest).toBe(Math.max(...rewards));
    if (!Object.hasOwn(learners, name)) {
      expect({ baseline, advantage, gradientNorm, likeliest }).toEqual({
        baseline: null,
        advantage: null,
        gradientNorm: null,
        likeliest: null,
      });
      return;
    }
    expect(baseline).toBeGreaterThan(0);
    expect(advantage).toBeCloseTo(mean - (baseline ?? Number.NaN), 6);
    expect(gradientNorm).toBeGreaterThan(0);
    space.validate(likeliest ?? []);
  });

  it('refuses observations that it cannot take, and stays as it was', async () => {
    const strategy = await create();
    const batch = await strategy.propose(BATCH + 1);
    const [first] = batch;
    if (!first) throw new Error('no proposal');
    const before = await strategy.snapshot();
    const stranger: Observation = succeeded({ ...first, tokens: [9, 0, 0, 0, 0, 0] });
    for (const observations of [[], batch.map(succeeded)]) {
      await expect(strategy.observe(observations)).rejects.toMatchObject({ code: 'INVALID_OBSERVATIONS' });
    }
    await expect(strategy.observe([stranger])).rejects.toMatchObject({ code: 'INVALID_TOKENS' });
    expect(await strategy.snapshot()).toEqual(before);
  });

  it('refuses a snapshot that it cannot continue', async () => {
    const bytes = await (await create()).snapshot();
    const document = JSON.parse(new TextDecoder().decode(bytes));
    const edited = (changes: object) => new TextEncoder().encode(JSON.stringify({ ...document, ...changes }));
    await expect(restore(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
    await expect(restore(edited({ format: 'other' }))).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
    await expect(restore(edited({ strategy: 'other' }))).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
    await expect(restore(edited({ version: 1000 }))).rejects.toMatchObject({ code: 'NEWER_SNAPSHOT' });
    await expect(restore(edited({ state: {} }))).rejects.toMatchObject({ code: 'DAMAGED_SNAPSHOT' });
    const another = chain({ layers: 1 });
    await expect(restore(bytes, undefined, another)).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
  });
});

describe('findStrategy', () => {
  it('finds nothing under a name that is none', () => {
    expect(findStrategy('annealing')).toBeUndefined();
    expect(findStrategy('constructor')).toBeUndefined();
  });
});
