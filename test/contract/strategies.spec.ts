import { afterEach, describe, expect, it } from 'vitest';
import { createSpace, type SearchSpace, spaceDefinitionSchema } from '../../src/nas/space/index.js';
import {
  findStrategy,
  type Observation,
  type Proposal,
  type Strategy,
  strategies,
  type UpdateTelemetry,
} from '../../src/nas/strategies/index.js';
import { onnxRuntime } from '../../src/tensor/index.js';

const runtime = onnxRuntime();
const BATCH = 8;
const spaceOf = (input: object) => createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', ...input }));
const space = spaceOf({ layers: 2, filterWidths: [3, 5] });

const open: Strategy[] = [];
const keep = (strategy: Strategy): Strategy => {
  open.push(strategy);
  return strategy;
};
afterEach(async () => {
  await Promise.all(open.splice(0).map((strategy) => strategy.dispose()));
});

/** A reward in 0..1 that depends on the tokens and differs between most architectures. */
const rewardOf = (tokens: readonly number[]): number =>
  tokens.reduce((sum, token, position) => sum + Math.sin(token * 3 + position) ** 2, 0) / tokens.length;

const succeeded = (proposal: Proposal): Observation => ({
  proposal,
  outcome: { kind: 'succeeded', reward: rewardOf(proposal.tokens) },
});
const failed = (proposal: Proposal): Observation => ({
  proposal,
  outcome: { kind: 'failed', failure: 'OUT_OF_MEMORY' },
});

async function rounds(
  strategy: Strategy,
  count: number,
): Promise<{ proposals: Proposal[]; telemetry: UpdateTelemetry[] }> {
  const proposals: Proposal[] = [];
  const telemetry: UpdateTelemetry[] = [];
  for (let round = 0; round < count; round += 1) {
    const batch = await strategy.propose(BATCH);
    proposals.push(...batch);
    telemetry.push(await strategy.observe(batch.map(succeeded)));
  }
  return { proposals, telemetry };
}

/** The reward of x = -3 .. 3 by token: a local optimum at -2, the global one at 2. */
const planted = [-3, -2, -1, 0, 1, 2, 3].map((x) => -(x ** 4 - 5 * x ** 2 - 3 * x));
const plantedSpace = spaceOf({
  layers: 1,
  filterHeights: [1],
  filterWidths: [1],
  filters: [1, 2, 3, 4, 5, 6, 7],
});
const OPTIMUM = 5;

/** The share of the optimum among 200 proposals after 50 updates of 20. */
async function shareOfOptimum(strategy: Strategy): Promise<number> {
  for (let update = 0; update < 50; update += 1) {
    const batch = await strategy.propose(20);
    await strategy.observe(
      batch.map((proposal) => ({
        proposal,
        outcome: { kind: 'succeeded', reward: planted[proposal.tokens[2] ?? 0] ?? Number.NaN },
      })),
    );
  }
  const final = await strategy.propose(200);
  return final.filter(({ tokens }) => tokens[2] === OPTIMUM).length / final.length;
}

/** Strategies that have no distribution to report. */
const WITHOUT_POLICY = new Set(['evolution', 'local-search', 'bayesian', 'grid']);

/** What is reported about the policy in `space`. */
function expectDistributions({ probabilities, entropy }: UpdateTelemetry): void {
  expect(probabilities?.map(({ length }) => length)).toEqual([4, 2, 4, 4, 2, 4]);
  for (const distribution of probabilities ?? []) {
    expect(distribution.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 5);
    expect(distribution.every((probability) => probability > 0)).toBe(true);
  }
  expect(entropy).toBeGreaterThan(0);
  // The greatest possible: ln 4, ln 2, ln 4 for each layer.
  expect(entropy).toBeLessThan((5 * Math.log(2)) / 3 + 1e-5);
}

describe.each(Object.entries(strategies))('the strategy %s', (name, definition) => {
  const create = async (seed = 7n, options: object = { batchSize: BATCH }, inSpace: SearchSpace = space) =>
    keep(await definition.create({ space: inSpace, runtime }, definition.optionsSchema.parse(options), seed));
  const restore = async (snapshot: Uint8Array, inSpace: SearchSpace = space) =>
    keep(await definition.restore({ space: inSpace, runtime }, { batchSize: BATCH }, snapshot));

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

  it('counts its updates', async () => {
    const strategy = await create();
    await rounds(strategy, 2);
    expect(strategy.policyVersion).toBe(2);
    expect((await strategy.propose(1))[0]?.policyVersion).toBe(2);
  });

  it('continues from a snapshot bit for bit, in the middle of a batch too', async () => {
    const original = await create();
    await rounds(original, 2);
    const begun = await original.propose(3);
    const restored = await restore(await original.snapshot());
    expect(restored.policyVersion).toBe(original.policyVersion);
    const finish = async (strategy: Strategy) => {
      const batch = [...begun, ...(await strategy.propose(BATCH - 3))];
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

  it('takes the results of a batch in any order', async () => {
    const [forward, backward] = [await create(), await create()];
    await rounds(forward, 2);
    await rounds(backward, 2);
    const batch = await forward.propose(BATCH);
    await backward.propose(BATCH);
    const observations = batch.map((proposal, index) =>
      index === 2 ? failed(proposal) : succeeded(proposal),
    );
    const telemetry = await forward.observe(observations);
    expect(await backward.observe(observations.toReversed())).toEqual(telemetry);
    expect(await backward.snapshot()).toEqual(await forward.snapshot());
  });

  it('is not harmed by failures, late results or results that never come', async () => {
    const strategy = await create();
    const [early, never] = [await strategy.propose(BATCH), await strategy.propose(BATCH)];
    expect(never).toHaveLength(BATCH);
    const allFailed = await strategy.observe((await strategy.propose(BATCH)).map(failed));
    expect(allFailed).toMatchObject({ rewardMean: null, rewardBest: null });
    const mixed = (await strategy.propose(5)).map((proposal, index) =>
      index % 2 ? failed(proposal) : succeeded(proposal),
    );
    const late = await strategy.observe([...mixed, ...early.slice(0, 2).map(succeeded)]);
    const rewards = [mixed[0], mixed[2], mixed[4], ...early.slice(0, 2).map(succeeded)].map((observation) =>
      observation?.outcome.kind === 'succeeded' ? observation.outcome.reward : Number.NaN,
    );
    expect(late.rewardBest).toBe(Math.max(...rewards));
    expect(late.rewardMean).toBeCloseTo(
      rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length,
      12,
    );
    const { proposals } = await rounds(strategy, 2);
    for (const { tokens, logProbability } of proposals) {
      space.validate(tokens);
      expect(Number.isFinite(logProbability)).toBe(true);
    }
  });

  it('reports distributions, their entropy and how many architectures were new', async () => {
    const { telemetry, proposals } = await rounds(await create(), 3);
    const last = telemetry.at(-1);
    expect(last?.probabilities === null).toBe(WITHOUT_POLICY.has(name));
    if (last && !WITHOUT_POLICY.has(name)) expectDistributions(last);
    const unique = new Set(proposals.map(({ tokens }) => space.canonicalHash(tokens))).size;
    expect(last?.uniqueRate).toBeCloseTo(unique / proposals.length, 12);
  });

  it('refuses observations that make no update, and stays as it was', async () => {
    const strategy = await create();
    const batch = await strategy.propose(BATCH + 1);
    const [first] = batch;
    if (!first) throw new Error('no proposal');
    const before = await strategy.snapshot();
    const nan: Observation = { proposal: first, outcome: { kind: 'succeeded', reward: Number.NaN } };
    const stranger: Observation = succeeded({ ...first, tokens: [9, 0, 0, 0, 0, 0] });
    for (const observations of [[], batch.map(succeeded), [nan]]) {
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
    await expect(restore(bytes, spaceOf({ layers: 1 }))).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
  });
});

describe('findStrategy', () => {
  it('finds nothing under a name that is none', () => {
    expect(findStrategy('annealing')).toBeUndefined();
    expect(findStrategy('constructor')).toBeUndefined();
  });
});

describe('a planted optimum', () => {
  const shareFoundBy = async (name: string, options: object, seed: bigint): Promise<number> => {
    const definition = findStrategy(name);
    if (!definition) throw new Error(`no strategy ${name}`);
    return shareOfOptimum(keep(await definition.create({ space: plantedSpace, runtime }, options, seed)));
  };

  it.each([1n, 2n, 3n])('is found by reinforce with seed %d', async (seed) => {
    expect(await shareFoundBy('reinforce', { batchSize: 20, learningRate: 0.02 }, seed)).toBeGreaterThan(0.9);
  });

  it('is not found by random: the test would notice a strategy that does not learn', async () => {
    expect(await shareFoundBy('random', { batchSize: 20 }, 1n)).toBeLessThan(0.3);
  });
});
