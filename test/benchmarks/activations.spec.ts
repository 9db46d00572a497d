import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { trainingStep } from '../../bench/compute/training-step.js';
import { type Activation, activations, type NetworkInput } from '../../src/nas/network/index.js';
import { createSpace, spaceDefinitionSchema } from '../../src/nas/space/index.js';
import { runtimes } from '../../src/tensor/conformance/runtimes.js';

/** Written by test/golden/training/activations.py. */
interface Golden {
  readonly batch: number;
  readonly learningRate: number;
  readonly image: NetworkInput;
  readonly blocks: readonly {
    readonly filters: number;
    readonly kernel: number;
    readonly activation: Activation['operation'];
  }[];
  readonly losses: readonly number[];
}

const file = new URL('../golden/training/activations.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));

/** By a template in which one thing is left to decide. */
function network() {
  const layers = golden.blocks.flatMap(({ filters, kernel, activation }, index) => [
    { layer: 'convolution', filters: index === 0 ? { choose: [filters, 99] } : filters, kernel },
    { layer: 'batchNorm' },
    { layer: activation },
  ]);
  const space = createSpace(spaceDefinitionSchema.parse({ kind: 'custom', network: layers }));
  return space.network([0], golden.image);
}

describe('a network with every activation', () => {
  it('leaves out none', () => {
    expect(golden.blocks.map(({ activation }) => activation).sort()).toEqual([...activations].sort());
  });

  it.each(runtimes)("on $name: ten steps go through PyTorch's losses", async (runtime) => {
    const { executable, run } = await trainingStep({ name: '', ...golden, network: network() }, runtime, 1);
    for (const [step, expected] of golden.losses.entries()) {
      const loss = await run(golden.learningRate);
      expect(Math.abs(loss / expected - 1), `step ${step + 1}: ${loss}, not ${expected}`).toBeLessThan(1e-4);
    }
    await executable.dispose();
  });
});
