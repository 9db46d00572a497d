import { setImmediate } from 'node:timers/promises';
import type { Random } from '../../nas/random.js';
import { type Executable, floatTensor } from '../../tensor/index.js';
import type { Split } from '../data-sets/data-set.js';
import { IMAGE, LABELS, LEARNING_RATE, LOSS } from '../network/names.js';
import type { Recipe } from '../recipe.js';
import type { Batch } from './batch.js';
import { learningRateAt } from './learning-rate.js';
import { LossNotFiniteError } from './loss-not-finite-error.js';
import { drawPlacement } from './placement.js';

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
  split: Split,
  batch: Batch,
  streams: TrainingStreams,
): Promise<number> {
  const order = streams.order.shuffle(split.count);
  const steps = Math.floor(split.count / batch.size);
  let total = 0;
  for (let index = 0; index < steps; index += 1) {
    for (let position = 0; position < batch.size; position += 1) {
      const placement = drawPlacement(recipe.augmentation, batch.format, streams.augmentation);
      batch.load(position, split, order[index * batch.size + position] ?? 0, placement);
    }
    const rate = learningRateAt(recipe, epoch * steps + index, steps);
    const { [LOSS]: loss } = await step.run({
      [IMAGE]: batch.images,
      [LABELS]: batch.labels,
      [LEARNING_RATE]: floatTensor([], [rate]),
    });
    const value = Number(loss?.data[0]);
    if (!Number.isFinite(value)) throw new LossNotFiniteError(value, 'training');
    total += value;
    // Lets the process hear that it is to end: native code blocks this thread, promises alone do not free it.
    await setImmediate();
  }
  return total / steps;
}
