import { Random } from '../../src/nas/random.js';
import { controllerShape } from '../../src/nas/strategies/controller/controller-definition.js';
import { lstmNetwork } from '../../src/nas/strategies/controller/lstm-network.js';
import { initialParameters } from '../../src/nas/strategies/controller/parameters.js';
import { PolicySampler } from '../../src/nas/strategies/controller/sampler.js';
import { PolicyUpdater } from '../../src/nas/strategies/controller/updater.js';
import { reinforceOptionsSchema } from '../../src/nas/strategies/reinforce/options.js';
import { onnxRuntime } from '../../src/tensor/index.js';
import type { ControllerWork } from './controller-work.js';
import { median } from './median.js';

const WARM_UP = 3;

/** Medians of drawing a batch and of one update, as the strategy does them, and how long both took to build and compile. */
export async function timeArchwayController({ decisions, repeats }: ControllerWork) {
  const options = reinforceOptionsSchema.parse({});
  const shape = controllerShape({ decisions }, options, lstmNetwork(options));
  const { batchSize } = options;
  const started = performance.now();
  const sampler = await PolicySampler.compile(onnxRuntime(), shape, options);
  const updater = await PolicyUpdater.compile(onnxRuntime(), shape, options);
  const readyMs = performance.now() - started;
  updater.setVariables(initialParameters(shape, options.initialRange, new Random(1n)));
  sampler.setParameters(updater.parameters());

  const random = new Random(2n);
  const drawn = await sampler.sample(batchSize, random);
  const batch = drawn.map(({ tokens }, index) => ({
    tokens,
    counted: tokens.map(() => true),
    advantage: index / batchSize - 0.5,
    weight: 1,
  }));
  const sampleMs = await medianMs(repeats, () => sampler.sample(batchSize, random));
  const updateMs = await medianMs(repeats, () => updater.update(batch));
  await Promise.all([sampler.dispose(), updater.dispose()]);
  return { sampleMs, updateMs, readyMs };
}

async function medianMs(repeats: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < WARM_UP + repeats; repeat += 1) {
    const before = performance.now();
    await work();
    times.push(performance.now() - before);
  }
  return median(times.slice(WARM_UP));
}
