import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSpace } from '../../nas/space/index.js';
import { floatTensor, intTensor, onnxRuntime, type Tensor } from '../../tensor/index.js';
import { recipeSchema } from '../recipe.js';
import { evaluationGraph } from './evaluation-graph.js';
import { IMAGE, LABELS, LEARNING_RATE, LOGITS, LOSS } from './names.js';
import { parametersOf } from './parameters.js';
import { trainingGraph } from './training-graph.js';

/** Written by test/golden/training/steps.py. */
interface Golden {
  readonly image: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly classes: number;
  };
  readonly layers: readonly { readonly filters: number; readonly kernel: readonly [number, number] }[];
  readonly recipe: { readonly batchSize: number };
  readonly before: Readonly<Record<string, readonly number[]>>;
  readonly steps: readonly {
    readonly learningRate: number;
    readonly image: readonly number[];
    readonly labels: readonly number[];
    readonly loss: number;
  }[];
  readonly after: Readonly<Record<string, readonly number[]>>;
  readonly logits: readonly number[];
}

const file = new URL('../../../test/golden/training/steps.json', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(file, 'utf8'));

const space = createSpace({
  kind: 'cnn-chain',
  layers: golden.layers.length,
  filterHeights: [3],
  filterWidths: [1, 5],
  filters: [4, 5],
});
const tokens = space.encode({
  kind: 'cnn-chain',
  layers: golden.layers.map(({ filters, kernel: [filterHeight, filterWidth] }) => ({
    filterHeight,
    filterWidth,
    filters,
  })),
});
const network = space.network(tokens, golden.image);
const recipe = recipeSchema.parse(golden.recipe);
const { batchSize } = recipe;
const { channels, height, width } = golden.image;

const initial = Object.fromEntries(
  parametersOf(network).map(({ name, shape }) => [name, floatTensor(shape, golden.before[name] ?? [])]),
);
const imageOf = (values: readonly number[]) => floatTensor([batchSize, channels, height, width], values);

/** Single precision after four steps, for values about 1. */
const TOLERANCE = 1e-5;

/** Largest distance of a value from what PyTorch has, in double precision. */
const distance = (found: Tensor | undefined, wanted: readonly number[] = []) => {
  expect(found?.data).toHaveLength(wanted.length);
  return Math.max(...wanted.map((value, index) => Math.abs(Number(found?.data[index]) - value)));
};

describe('a training step', () => {
  const losses: number[] = [];
  let trained: Readonly<Record<string, Tensor>> = {};

  beforeAll(async () => {
    const step = await onnxRuntime().compile(trainingGraph(network, recipe), { threads: 1 });
    step.setVariables(initial);
    for (const { image, labels, learningRate } of golden.steps) {
      const { [LOSS]: loss } = await step.run({
        [IMAGE]: imageOf(image),
        [LABELS]: intTensor([batchSize], labels),
        [LEARNING_RATE]: floatTensor([], [learningRate]),
      });
      losses.push(Number(loss?.data[0]));
    }
    const variables = step.variables();
    trained = Object.fromEntries(Object.entries(variables).filter(([name]) => name in initial));
    await step.dispose();
  });

  it('gives the losses that PyTorch gives', () => {
    expect(losses).toHaveLength(golden.steps.length);
    for (const [index, { loss }] of golden.steps.entries()) expect(losses[index]).toBeCloseTo(loss, 5);
  });

  it.each(Object.keys(golden.after))('moves %s as PyTorch does', (name) => {
    const moved = distance(initial[name], golden.after[name]);
    // Agreement means something only where the steps moved the variable far beyond the tolerance.
    expect(moved).toBeGreaterThan(100 * TOLERANCE);
    expect(distance(trained[name], golden.after[name])).toBeLessThan(TOLERANCE);
  });

  it('leaves a network that evaluates as PyTorch does, by the running statistics', async () => {
    const evaluation = await onnxRuntime().compile(evaluationGraph(network, recipe, batchSize), {
      threads: 1,
    });
    evaluation.setVariables(trained);
    const { [LOGITS]: logits } = await evaluation.run({ [IMAGE]: imageOf(golden.steps.at(-1)?.image ?? []) });
    await evaluation.dispose();
    expect(distance(logits, golden.logits)).toBeLessThan(1e-4);
  });
});
