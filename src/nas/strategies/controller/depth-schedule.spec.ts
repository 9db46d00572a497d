import { afterAll, describe, expect, it } from 'vitest';
import { onnxRuntime } from '../../../tensor/index.js';
import { createSpace, spaceDefinitionSchema } from '../../space/index.js';
import { reinforceOptionsSchema } from '../reinforce/options.js';
import { reinforceDefinition } from '../reinforce/reinforce.definition.js';
import type { Proposal, Strategy } from '../strategy.js';
import { countedDecisions } from './counted.js';
import { depthScheduleSchema, heldDepth, scheduleProblem } from './depth-schedule.js';

const space = createSpace(
  spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 12, minLayers: 2, skips: true, filters: [8] }),
);
const { decisions } = space;

describe('the depth schedule', () => {
  it("is the paper's unless it says otherwise: 6 layers, 2 more after every 1,600 samples", () => {
    const schedule = depthScheduleSchema.parse({});
    const depths = [0, 1599, 1600, 3199, 3200, 6400, 1e6].map((drawn) => {
      const [held] = heldDepth(schedule, decisions, drawn);
      return decisions[held?.position ?? -1]?.choices[held?.token ?? -1];
    });
    expect(depths).toEqual([6, 6, 8, 8, 10, 12, 12]);
    expect(heldDepth(null, decisions, 0)).toEqual([]);
  });

  it('holds the smallest number of layers where all are greater', () => {
    expect(heldDepth(depthScheduleSchema.parse({ from: 0, step: 1, every: 1 }), decisions, 1)).toEqual([
      { position: 0, token: 0 },
    ]);
  });

  it('needs a decision among numbers', () => {
    expect(scheduleProblem(depthScheduleSchema.parse({}), decisions)).toBeNull();
    expect(scheduleProblem(null, [])).toBeNull();
    const other = depthScheduleSchema.parse({ decision: 'layers' });
    expect(scheduleProblem(other, decisions)).toContain("'layers' is not");
    const typed = createSpace(
      spaceDefinitionSchema.parse({ kind: 'cnn-chain', layers: 1, layerTypes: ['convolution'] }),
    );
    const named = depthScheduleSchema.parse({ decision: 'layers[0].layerType' });
    expect(scheduleProblem(named, typed.decisions)).toContain('is not');
  });
});

describe('a search with a depth schedule', () => {
  const options = reinforceOptionsSchema.parse({
    batchSize: 4,
    baselineDecay: null,
    learningRate: 0.05,
    depthSchedule: { from: 3, step: 2, every: 6 },
  });
  const context = { space, runtime: onnxRuntime() };
  const open: Strategy[] = [];
  afterAll(() => Promise.all(open.map((strategy) => strategy.dispose())));
  const depthOf = ({ tokens }: Proposal) => decisions[0]?.choices[tokens[0] ?? -1];

  it('grows its networks, through snapshots too, and learns nothing of the depth that it is given', async () => {
    const strategy = await reinforceDefinition.create(context, options, 3n);
    open.push(strategy);
    const first = await strategy.propose(4);
    const bias = async (one: Strategy) => {
      const { state } = JSON.parse(new TextDecoder().decode(await one.snapshot()));
      return state.variables['head.depth.bias'];
    };
    const before = await bias(strategy);
    await strategy.observe(
      first.map((proposal) => ({ proposal, outcome: { kind: 'succeeded', reward: 1 } })),
    );
    expect(await bias(strategy)).toEqual(before);
    const restored = await reinforceDefinition.restore(context, options, await strategy.snapshot());
    open.push(restored);
    const next = await restored.propose(9);
    expect([...first, ...next].map(depthOf)).toEqual([3, 3, 3, 3, 3, 3, 5, 5, 5, 5, 5, 5, 7]);
    expect(await strategy.propose(9)).toEqual(next);
  });
});

describe('the decisions that count', () => {
  it('are those before the end of the network, without one that was made for the policy', () => {
    const tokens = decisions.map(() => 0);
    const counted = countedDecisions(space, tokens, [{ position: 0, token: 0 }]);
    // The depth is held; two layers of three decisions, the second with one about its input.
    expect(counted.flatMap((one, position) => (one ? [position] : []))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(countedDecisions({}, [0, 1], [])).toEqual([true, true]);
  });
});
