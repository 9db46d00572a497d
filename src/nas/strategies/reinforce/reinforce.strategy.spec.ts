import { afterEach, describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../tensor/index.js';
import { createSpace, spaceDefinitionSchema } from '../../space/index.js';
import type { Observation, Outcome, Proposal, Strategy } from '../strategy.js';
import { reinforceOptionsSchema } from './options.js';
import { reinforceDefinition } from './reinforce.definition.js';

const space = createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 1 }));
const context = { space, runtime: onnxRuntime() };

const open: Strategy[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((strategy) => strategy.dispose()));
});

async function create(options: object = {}): Promise<Strategy> {
  const strategy = await reinforceDefinition.create(context, reinforceOptionsSchema.parse(options), 5n);
  open.push(strategy);
  return strategy;
}

const reward = (value: number): Outcome => ({ kind: 'succeeded', reward: value });
const failure: Outcome = { kind: 'failed', failure: 'NOT_A_NUMBER' };

/** One round with the given outcomes. */
async function round(strategy: Strategy, outcomes: readonly Outcome[]) {
  const proposals = await strategy.propose(outcomes.length);
  return strategy.observe(
    proposals.flatMap((proposal, index): Observation[] => {
      const outcome = outcomes[index];
      return outcome ? [{ proposal, outcome }] : [];
    }),
  );
}

describe('ReinforceStrategy', () => {
  it('defaults to the paper', () => {
    expect(reinforceOptionsSchema.parse({})).toEqual({
      units: 35,
      lstmLayers: 2,
      startInput: 'learned',
      startState: 'zero',
      initialRange: 0.08,
      learningRate: 6e-4,
      batchSize: 8,
      baselineDecay: 0.95,
      temperature: 1,
      tanhConstant: null,
      entropyWeight: 0,
      skipWeight: 0,
      skipTarget: 0.4,
      gradientClipping: null,
      importanceLimit: 2,
      failureReward: 0,
      depthSchedule: null,
    });
  });

  it('starts close to uniform', async () => {
    const { entropy } = await round(await create({ batchSize: 1 }), [reward(1)]);
    expect(entropy).toBeCloseTo(Math.log(4), 2);
  });

  it('spends the first batch on the baseline, and compares the second with it', async () => {
    const strategy = await create({ learningRate: 0.1, batchSize: 2 });
    const first = await round(strategy, [reward(0.2), reward(0.6)]);
    expect(first).toMatchObject({ baseline: null, gradientNorm: null, rewardBest: 0.6 });
    const second = await round(strategy, [reward(0.4), reward(0.4)]);
    expect(second.baseline).toBeCloseTo(0.4, 12);
    // As good as expected: nothing to learn.
    expect(second.gradientNorm).toBe(0);
    expect(second.probabilities).toEqual(first.probabilities);
    const third = await round(strategy, [reward(0.9), reward(0.1)]);
    expect(third.gradientNorm).toBeGreaterThan(0);
    expect(third.probabilities).not.toEqual(second.probabilities);
  });

  it('learns from the first batch when there is no baseline', async () => {
    const telemetry = await round(await create({ baselineDecay: null, batchSize: 1 }), [reward(0.2)]);
    expect(telemetry.baseline).toBe(0);
    expect(telemetry.gradientNorm).toBeGreaterThan(0);
  });

  it('makes more likely what was better than expected, and less likely what was worse', async () => {
    const strategy = await create({ learningRate: 0.01, batchSize: 1 });
    await round(strategy, [reward(0.5)]);
    const [proposal] = await strategy.propose(1);
    if (!proposal) throw new Error('no proposal');
    const chance = async (outcome: Outcome) => {
      const { probabilities } = await strategy.observe([{ proposal, outcome }]);
      return probabilities?.[0]?.[proposal.tokens[0] ?? 0] ?? Number.NaN;
    };
    const before = await chance(reward(0.5));
    const praised = await chance(reward(1));
    expect(praised).toBeGreaterThan(before);
    for (let update = 0; update < 10; update += 1) await chance(reward(-1));
    expect(await chance(reward(-1))).toBeLessThan(praised);
  });

  it('counts a failure as reward 0', async () => {
    const strategy = await create({ batchSize: 3 });
    await round(strategy, [reward(0.6), failure, failure]);
    expect((await round(strategy, [reward(1), failure, failure])).baseline).toBeCloseTo(0.2, 12);
  });

  it('leaves failures out when told to', async () => {
    const strategy = await create({ failureReward: null, batchSize: 3 });
    await round(strategy, [reward(0.6), failure, failure]);
    const second = await round(strategy, [failure, failure, failure]);
    expect(second.baseline).toBeCloseTo(0.6, 12);
    expect(second.gradientNorm).toBeNull();
    expect(strategy.policyVersion).toBe(2);
  });

  it('does not continue a snapshot of a controller of another size, or an incomplete one', async () => {
    const snapshot = await (await create()).snapshot();
    const restore = (options: object, bytes: Uint8Array) =>
      reinforceDefinition.restore(context, reinforceOptionsSchema.parse(options), bytes);
    await expect(restore({ units: 10 }, snapshot)).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
    await expect(restore({ lstmLayers: 1 }, snapshot)).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
    const document = JSON.parse(new TextDecoder().decode(snapshot));
    delete document.state.variables.start;
    const incomplete = new TextEncoder().encode(JSON.stringify(document));
    await expect(restore({}, incomplete)).rejects.toMatchObject({ code: 'FOREIGN_SNAPSHOT' });
  });

  it('may continue with another learning rate', async () => {
    const original = await create();
    await round(original, [reward(0.5)]);
    const options = reinforceOptionsSchema.parse({ learningRate: 0.1 });
    const restored = await reinforceDefinition.restore(context, options, await original.snapshot());
    open.push(restored);
    const tokensOf = (proposals: readonly Proposal[]) => proposals.map(({ tokens }) => tokens);
    expect(tokensOf(await restored.propose(8))).toEqual(tokensOf(await original.propose(8)));
  });

  it('keeps to finite numbers when rewards are extreme', async () => {
    const strategy = await create({ batchSize: 2 });
    await round(strategy, [reward(1e12), reward(-1e12)]);
    const telemetry = await round(strategy, [reward(-1e12), reward(1e12)]);
    expect(Number.isFinite(telemetry.gradientNorm)).toBe(true);
    expect(telemetry.probabilities?.flat().every(Number.isFinite)).toBe(true);
  });

  it.each(['random', 'learned'])('begins with an input and a state that are %s', async (kind) => {
    const strategy = await create({ startInput: kind, startState: kind, batchSize: 1, baselineDecay: null });
    const begin = async () => {
      const { state } = JSON.parse(new TextDecoder().decode(await strategy.snapshot()));
      const names = ['start', 'state.0.hidden', 'state.0.cell', 'state.1.hidden', 'state.1.cell'];
      return names.map((name) => state.variables[name].data);
    };
    const before = await begin();
    await round(strategy, [reward(0.5)]);
    const after = await begin();
    for (const [index, data] of after.entries()) expect(data === before[index]).toBe(kind === 'random');
  });
});
