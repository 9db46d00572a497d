import { afterEach } from 'vitest';
import { createSpace, type SearchSpace, spaceDefinitionSchema } from '../../src/nas/space/index.js';
import {
  findStrategy,
  type Observation,
  type Proposal,
  type Strategy,
  type StrategyDefinition,
  type UpdateTelemetry,
} from '../../src/nas/strategies/index.js';
import { onnxRuntime } from '../../src/tensor/index.js';

export const runtime = onnxRuntime();
/** Results of one update in the contract's searches. */
export const BATCH = 8;

export const chain = (input: object): SearchSpace =>
  createSpace(spaceDefinitionSchema.parse({ kind: 'cnn-chain', ...input }));
export const space = chain({ layers: 2, filterWidths: [3, 5] });

/** Strategies that have no distribution over architectures. */
export const withoutPolicy: ReadonlySet<string> = new Set(['evolution', 'local-search', 'bayesian', 'grid']);
/** Strategies that propose no architecture twice. */
export const withoutRepeats: ReadonlySet<string> = new Set(['bayesian', 'grid']);
/** Options with which the policies learn within a thousand samples. */
export const learners: Readonly<Record<string, object>> = {
  reinforce: { batchSize: 20, learningRate: 0.02 },
  'reinforce-transformer': { batchSize: 20, learningRate: 0.02 },
  ppo: { batchSize: 20, learningRate: 0.02 },
  logits: { batchSize: 20, learningRate: 0.3 },
};

export function definitionOf(name: string): StrategyDefinition<unknown> {
  const definition = findStrategy(name);
  if (!definition) throw new Error(`no strategy ${name}`);
  return definition;
}

const open: Strategy[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((strategy) => strategy.dispose()));
});

/** Makes strategies of one kind that are disposed of after the test. */
export function makerOf(definition: StrategyDefinition<unknown>) {
  const keep = (strategy: Strategy): Strategy => {
    open.push(strategy);
    return strategy;
  };
  const read = (options: object) => definition.optionsSchema.parse(options);
  return {
    create: async (seed = 7n, options: object = { batchSize: BATCH }, inSpace = space) =>
      keep(await definition.create({ space: inSpace, runtime }, read(options), seed)),
    restore: async (snapshot: Uint8Array, options: object = { batchSize: BATCH }, inSpace = space) =>
      keep(await definition.restore({ space: inSpace, runtime }, read(options), snapshot)),
  };
}

/** A reward in 0..1 that depends on the tokens and differs between most architectures. */
const rewardOf = (tokens: readonly number[]): number =>
  tokens.reduce((sum, token, position) => sum + Math.sin(token * 3 + position) ** 2, 0) / tokens.length;

export const rewarded = (proposal: Proposal, reward = rewardOf(proposal.tokens)): Observation => ({
  proposal,
  outcome: { kind: 'succeeded', reward },
});
export const succeeded = (proposal: Proposal): Observation => rewarded(proposal);
export const failed = (proposal: Proposal): Observation => ({
  proposal,
  outcome: { kind: 'failed', failure: 'OUT_OF_MEMORY' },
});

/** Rounds in which every proposal succeeds. */
export async function rounds(
  strategy: Strategy,
  count: number,
): Promise<{ proposals: Proposal[]; telemetry: UpdateTelemetry[] }> {
  const proposals: Proposal[] = [];
  const telemetry: UpdateTelemetry[] = [];
  for (let round = 0; round < count; round += 1) {
    const batch = await strategy.propose(BATCH);
    proposals.push(...batch);
    if (batch.length > 0) telemetry.push(await strategy.observe(batch.map(succeeded)));
  }
  return { proposals, telemetry };
}
