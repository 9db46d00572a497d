import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { children } from '../../bench/compute/children.js';
import { trainingStep } from '../../bench/compute/training-step.js';
import { tensorFlowFolders } from '../../src/tensor/conformance/runtimes.js';
import { onnxRuntime, tensorFlowRuntime } from '../../src/tensor/index.js';
import { learningRateAt } from '../../src/training/loop/learning-rate.js';
import { type Recipe, recipeSchema } from '../../src/training/recipe.js';

/** Written by test/golden/training/recipes.py. */
interface Golden {
  readonly batch: number;
  readonly rows: readonly {
    readonly name: string;
    readonly recipe: Partial<Recipe>;
    readonly losses: readonly number[];
  }[];
}

const file = new URL('../golden/training/recipes.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));

const onTensorFlow = tensorFlowFolders.flatMap((folder) => {
  const runtime = tensorFlowRuntime({ folder, device: 'cpu' });
  // Of one child: the other networks are held to it in reference-children.spec.ts.
  return golden.rows.filter(({ name }) => name === golden.rows[0]?.name).map((row) => ({ ...row, runtime }));
});
const onOnnx = golden.rows.map((row) => ({ ...row, runtime: onnxRuntime() }));
const cases = [...onOnnx, ...onTensorFlow].map((row) => ({
  ...row,
  title: `${row.name}, ${row.recipe.optimizer}, ${row.recipe.schedule}, ${row.runtime.name}`,
}));

describe('ten steps of whole networks by every optimizer and schedule', () => {
  it.each(cases)("$title: go through PyTorch's losses", async ({ name, recipe, losses, runtime }) => {
    const child = children.find((one) => one.name === name);
    if (!child) throw new Error(`no child ${name}`);
    const { executable, run } = await trainingStep({ ...child, batch: golden.batch }, runtime, 1, recipe);
    const whole = recipeSchema.parse(recipe);
    expect(losses).toHaveLength(whole.epochs);
    for (const [step, expected] of losses.entries()) {
      const loss = await run(learningRateAt(whole, step, 1));
      expect(Math.abs(loss / expected - 1), `step ${step + 1}: ${loss}, not ${expected}`).toBeLessThan(1e-4);
    }
    await executable.dispose();
  });
});
