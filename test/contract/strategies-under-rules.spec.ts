import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSpace, isAdmitted, spaceDefinitionSchema } from '../../src/nas/space/index.js';
import { strategies } from '../../src/nas/strategies/index.js';
import { onnxRuntime } from '../../src/tensor/index.js';

const file = new URL('../../examples/custom-space.json', import.meta.url);
const spaces = {
  'with conditions and constraints': createSpace(
    spaceDefinitionSchema.parse(JSON.parse(readFileSync(file, 'utf8')).experiment.space),
  ),
  'of chains of several depths, types and inputs': createSpace(
    spaceDefinitionSchema.parse({
      kind: 'cnn-chain',
      layers: 4,
      minLayers: 2,
      skips: true,
      strideHeights: [1, 2],
      layerTypes: ['convolution', 'maxPool'],
    }),
  ),
};
const BATCH = 8;

describe.each(Object.entries(spaces))('in a space %s', (_name, space) => {
  it.each(Object.entries(strategies))(
    '%s proposes what the rules admit, however it has learned',
    async (_, definition) => {
      const options = definition.optionsSchema.parse({ batchSize: BATCH });
      const strategy = await definition.create({ space, runtime: onnxRuntime() }, options, 5n);
      try {
        const hashes = new Set<string>();
        for (let round = 0; round < 6; round += 1) {
          const proposals = await strategy.propose(BATCH);
          expect(proposals).toHaveLength(BATCH);
          for (const { tokens } of proposals) {
            space.validate(tokens);
            expect(isAdmitted(space, tokens)).toBe(true);
            hashes.add(space.canonicalHash(tokens));
          }
          // Rewards pools, of which the constraint forbids to have two.
          const rewardOf = (tokens: readonly number[]) =>
            JSON.stringify(space.describe(tokens)).split(/pool"/i).length;
          await strategy.observe(
            proposals.map((proposal) => ({
              proposal,
              outcome: { kind: 'succeeded', reward: rewardOf(proposal.tokens) },
            })),
          );
        }
        expect(hashes.size).toBeGreaterThan(BATCH);
      } finally {
        await strategy.dispose();
      }
    },
  );
});

describe('in a space with constraints', () => {
  it('a grid visits each architecture once', async () => {
    const small = createSpace(
      spaceDefinitionSchema.parse({
        kind: 'custom',
        decisions: [
          { name: 'depth', choices: [1, 2, 3] },
          { name: 'filters', choices: [8, 16], repeat: 'depth' },
        ],
        constraints: [{ sum: ['filters[*]'], atMost: 32 }],
      }),
    );
    const grid = await strategies.grid?.create(
      { space: small, runtime: onnxRuntime() },
      { batchSize: 1, order: 'scattered' },
      1n,
    );
    const proposals = (await grid?.propose(100)) ?? [];
    // 2 of depth 1, 4 of depth 2, and of depth 3 the sums up to 32: 24, and 32 in three orders.
    expect(new Set(proposals.map(({ tokens }) => small.canonicalHash(tokens))).size).toBe(10);
    expect(proposals).toHaveLength(10);
  });
});
