import { floatTensor, intTensor, type Runtime, type Tensor } from '../../src/tensor/index.js';
import { IMAGE, LABELS, LEARNING_RATE, LOSS } from '../../src/training/network/names.js';
import { type Parameter, parametersOf } from '../../src/training/network/parameters.js';
import { trainingGraph } from '../../src/training/network/training-graph.js';
import { type Recipe, recipeSchema } from '../../src/training/recipe.js';
import type { Child } from './children.js';
import { noise } from './noise.js';

const IMAGE_SEED = 1000;

/** The training step of a child, by default with Nesterov momentum, from the weights and on the images of bench/reference. */
export async function trainingStep(
  { batch, network }: Child,
  runtime: Runtime,
  threads: number,
  recipeChanges: Partial<Recipe> = {},
) {
  const recipe = recipeSchema.parse({ ...recipeChanges, batchSize: batch });
  const executable = await runtime.compile(trainingGraph(network, recipe), { threads });
  executable.setVariables(startOf(parametersOf(network)));
  const { channels, height, width } = network.input;
  const image = [batch, channels, height, width];
  const feeds = {
    [IMAGE]: floatTensor(image, noise(batch * channels * height * width, IMAGE_SEED)),
    [LABELS]: intTensor(
      [batch],
      Array.from({ length: batch }, (_, index) => index % network.classes),
    ),
  };
  /** The loss before the step. */
  const run = async (learningRate: number): Promise<number> => {
    const results = await executable.run({ ...feeds, [LEARNING_RATE]: floatTensor([], [learningRate]) });
    return Number(results[LOSS]?.data[0]);
  };
  return { executable, run };
}

/** Weights of the variance of He et al., as bench/reference/layer_network.py has them. */
function startOf(parameters: readonly Parameter[]): Record<string, Tensor> {
  const weights = parameters.filter(({ role }) => role === 'weight');
  return Object.fromEntries(
    parameters.map((parameter) => {
      const { name, role, shape } = parameter;
      const value = floatTensor(shape);
      if (role === 'scale' || role === 'runningVariance') value.data.fill(1);
      if (role === 'weight') {
        const isDense = shape.length === 2;
        const fanIn = isDense ? (shape[0] ?? 1) : shape.slice(1).reduce((product, size) => product * size, 1);
        const deviation = Math.sqrt((3 * (isDense ? 1 : 2)) / fanIn);
        const seed = weights.indexOf(parameter);
        value.data.set(noise(value.data.length, seed).map((number) => number * deviation));
      }
      return [name, value];
    }),
  );
}
