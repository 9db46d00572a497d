import { setImmediate } from 'node:timers/promises';
import type { Random } from '../../nas/random.js';
import { type Executable, floatTensor } from '../../tensor/index.js';
import { IMAGE, LABELS, LEARNING_RATE, LOSS } from '../network/names.js';
import type { Recipe } from '../recipe.js';
import type { BatchPlan } from './batch-filler.js';
import { learningRateAt } from './learning-rate.js';
import { LossNotFiniteError } from './loss-not-finite-error.js';
import { drawPlacement } from './placement.js';
import type { TrainingBatches } from './training-batches.js';

/** Independent sequences of one seed: what one of them draws changes none of the others. */
export interface TrainingStreams {
  readonly order: Random;
  readonly augmentation: Random;
}

/**
 * One pass over the training split in a new order. The examples that fill no batch at its end are left out: which
 * ones differs from epoch to epoch.
 * @param epoch counted from 0
 * @returns mean loss of the steps
 * @throws LossNotFiniteError after the first step whose loss is NaN or infinite
 */
export async function trainEpoch(
  step: Executable,
  recipe: Recipe,
  epoch: number,
  batches: TrainingBatches,
  streams: TrainingStreams,
): Promise<number> {
  const steps = Math.floor(batches.count / batches.size);
  const plans = planEpoch(recipe, batches, streams, steps);
  let total = 0;
  let done = 0;
  for await (const { images, labels } of batches.made(plans)) {
    const rate = learningRateAt(recipe, epoch * steps + done, steps);
    const { [LOSS]: loss } = await step.run({
      [IMAGE]: images,
      [LABELS]: labels,
      [LEARNING_RATE]: floatTensor([], [rate]),
    });
    const value = Number(loss?.data[0]);
    if (!Number.isFinite(value)) throw new LossNotFiniteError(value, 'training');
    total += value;
    done += 1;
    // Lets the process hear that it is to end: native code blocks this thread, promises alone do not free it.
    await setImmediate();
  }
  return total / steps;
}

/** Draws an epoch batch by batch: a plan that is asked for earlier is the same. */
function* planEpoch(
  { augmentation }: Recipe,
  { count, size, format }: TrainingBatches,
  streams: TrainingStreams,
  steps: number,
): Generator<BatchPlan> {
  const order = streams.order.shuffle(count);
  for (let step = 0; step < steps; step += 1) {
    const examples = Array.from({ length: size }, (_, position) => ({
      index: order[step * size + position] ?? 0,
      placement: drawPlacement(augmentation, format, streams.augmentation),
    }));
    yield { examples };
  }
}
