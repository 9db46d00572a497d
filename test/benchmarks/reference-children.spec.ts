import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { children } from '../../bench/compute/children.js';
import { trainingStep } from '../../bench/compute/training-step.js';
import { runtimes } from '../../src/tensor/conformance/runtimes.js';

/** Written by test/golden/training/children.py. */
interface Golden {
  readonly batch: number;
  readonly learningRate: number;
  readonly children: readonly { readonly name: string; readonly losses: readonly number[] }[];
}

const file = new URL('../golden/training/children.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));

/** Without emulated blocks, which would take minutes: the conformance suite has every op in them. */
const fast = runtimes.filter(({ name }) => !name.includes('emulated'));
const cases = golden.children.flatMap(({ name, losses }) =>
  fast.map((runtime) => ({ name, losses, runtime, engine: runtime.name })),
);

describe('the children that bench:compute times', () => {
  it('are those of which PyTorch has the losses', () => {
    expect(golden.children.map(({ name }) => name)).toEqual(children.map(({ name }) => name));
  });

  it.each(cases)("of $name on $engine: ten steps go through PyTorch's losses", async (row) => {
    const child = children.find(({ name }) => name === row.name);
    if (!child) throw new Error(`no child ${row.name}`);
    const { executable, run } = await trainingStep({ ...child, batch: golden.batch }, row.runtime, 1);
    for (const [step, expected] of row.losses.entries()) {
      const loss = await run(golden.learningRate);
      expect(Math.abs(loss / expected - 1), `step ${step + 1}: ${loss}, not ${expected}`).toBeLessThan(1e-4);
    }
    await executable.dispose();
  });
});
