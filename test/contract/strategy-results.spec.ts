import { describe, expect, it } from 'vitest';
import { type Observation, type Outcome, strategies } from '../../src/nas/strategies/index.js';
import {
  BATCH,
  definitionOf,
  failed,
  learners,
  makerOf,
  rewarded,
  rounds,
  space,
  succeeded,
} from '../support/strategy-search.js';

/** Outcomes from which nothing is to be learned but that they are bad. */
const worthless: Readonly<Record<string, Outcome>> = {
  'a failure': { kind: 'failed', failure: 'OUT_OF_MEMORY' },
  'an architecture that is not feasible': { kind: 'infeasible' },
  NaN: { kind: 'succeeded', reward: Number.NaN },
  infinity: { kind: 'succeeded', reward: Number.POSITIVE_INFINITY },
  'a number beyond float32': { kind: 'early-stopped', reward: -1e200 },
};

describe.each(Object.entries(strategies))('results told to %s', (_, definition) => {
  const { create } = makerOf(definition);

  it('may come in any order', async () => {
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

  it('may be failures, late, or never come', async () => {
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
    const sum = rewards.reduce((total, reward) => total + reward, 0);
    expect(late.rewardMean).toBeCloseTo(sum / rewards.length, 12);
    const { proposals } = await rounds(strategy, 2);
    for (const { tokens, logProbability } of proposals) {
      space.validate(tokens);
      expect(Number.isFinite(logProbability)).toBe(true);
    }
  });

  it.each(Object.entries(worthless))('may be %s: it counts as a failure', async (_, outcome) => {
    const [strategy, reference] = [await create(), await create()];
    await rounds(strategy, 2);
    await rounds(reference, 2);
    const batch = await strategy.propose(BATCH);
    await reference.propose(BATCH);
    const bad = batch.map(
      (proposal, index): Observation => (index < 3 ? { proposal, outcome } : succeeded(proposal)),
    );
    await strategy.observe(bad);
    await reference.observe(batch.map((proposal, index) => (index < 3 ? failed : succeeded)(proposal)));
    expect(await strategy.snapshot()).toEqual(await reference.snapshot());
    await rounds(strategy, 1);
  });

  it('of trials that were stopped early count by what they had measured', async () => {
    const [strategy, reference] = [await create(), await create()];
    const batch = await strategy.propose(BATCH);
    await reference.propose(BATCH);
    const stopped = batch.map(
      (proposal): Observation => ({ proposal, outcome: { kind: 'early-stopped', reward: 0.5 } }),
    );
    expect((await strategy.observe(stopped)).rewardMean).toBe(0.5);
    await reference.observe(batch.map((proposal) => rewarded(proposal, 0.5)));
    expect(await strategy.snapshot()).toEqual(await reference.snapshot());
  });

  it('may come one by one while others are pending', async () => {
    const strategy = await create();
    const pending = await strategy.propose(BATCH);
    for (let told = 0; told < 3 * BATCH; told += 1) {
      // The newest first: the oldest stay pending.
      const proposal = pending.pop();
      if (!proposal) throw new Error('nothing is pending');
      const telemetry = await strategy.observe([told % 5 === 4 ? failed(proposal) : succeeded(proposal)]);
      expect(Number.isFinite(telemetry.rewardMean ?? 0)).toBe(true);
      pending.push(...(await strategy.propose(1)));
    }
    expect(pending).toHaveLength(BATCH);
    for (const { tokens, logProbability, policyVersion } of pending.slice(1)) {
      space.validate(tokens);
      expect(Number.isFinite(logProbability)).toBe(true);
      expect(policyVersion).toBeLessThanOrEqual(strategy.policyVersion);
    }
  });
});

describe.each(Object.keys(learners))('results told to the policy %s', (name) => {
  const { create, restore } = makerOf(definitionOf(name));

  it('move the policy to the same place at once and in pieces', async () => {
    const [whole, pieces] = [await create(), await create()];
    await rounds(whole, 2);
    await rounds(pieces, 2);
    const batch = await whole.propose(BATCH);
    await pieces.propose(BATCH);
    const atOnce = await whole.observe(batch.map(succeeded));
    const first = await pieces.observe(batch.slice(5).map(succeeded));
    expect(first.gradientNorm).toBeNull();
    const { gradientNorm, probabilities, baseline } = await pieces.observe(batch.slice(0, 5).map(succeeded));
    expect({ gradientNorm, probabilities, baseline }).toEqual({
      gradientNorm: atOnce.gradientNorm,
      probabilities: atOnce.probabilities,
      baseline: atOnce.baseline,
    });
  });

  it('of an earlier policy weigh by their importance, up to a limit', async () => {
    const options = { batchSize: BATCH, importanceLimit: 2 };
    const original = await create(7n, options);
    const stale = await original.propose(BATCH);
    await rounds(original, 3);
    const snapshot = await original.snapshot();
    const normAfter = async (changes: object) => {
      const strategy = await restore(snapshot, options);
      const told = stale.map((proposal) => rewarded({ ...proposal, ...changes }, 0.9));
      return (await strategy.observe(told)).gradientNorm ?? Number.NaN;
    };
    const fresh = await normAfter({ policyVersion: original.policyVersion });
    expect(fresh).toBeGreaterThan(0);
    // As if they had been drawn with certainty, which the present policy never does: they hardly count.
    expect(await normAfter({ logProbability: 0 })).toBeLessThan(0.1 * fresh);
    expect(await normAfter({ logProbability: -1e6 })).toBeCloseTo(2 * fresh, 5);
  });
});
