import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { children } from '../../bench/compute/children.js';
import { trainingStep } from '../../bench/compute/training-step.js';
import { onnxRuntime } from '../../src/tensor/index.js';
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

const cases = golden.rows.map((row) => ({
  ...row,
  title: `${row.name}, ${row.recipe.optimizer}, ${row.recipe.schedule}`,
}));

describe('ten steps of whole networks by every optimizer and schedule', () => {
  it.each(cases)("$title: go through PyTorch's losses", async ({ name, recipe, losses }) => {
    const child = children.find((one) => one.name === name);
    if (!child) throw new Error(`no child ${name}`);
    const { executable, run } = await trainingStep(
      { ...child, batch: golden.batch },
      onnxRuntime(),
      1,
      recipe,
    );
    const whole = recipeSchema.parse(recipe);
    expect(losses).toHaveLength(whole.epochs);
    for (const [step, expected] of losses.entries()) {
      const loss = await run(learningRateAt(whole, step, 1));
      expect(Math.abs(loss / expected - 1), `step ${step + 1}: ${loss}, not ${expected}`).toBeLessThan(1e-4);
    }
    await executable.dispose();
  });
});
