import { Random } from '../../nas/random.js';
import type { Runtime } from '../../tensor/index.js';
import type { DataSet } from '../data-sets/data-set.js';
import { DataSetError } from '../data-sets/data-set-error.js';
import { exportNetwork } from '../export/export-network.js';
import { initialValues, parametersOf } from '../network/parameters.js';
import type { EpochReport, TrainingRequest, TrainingResult } from '../training-request.js';
import { Batch } from './batch.js';
import { evaluate } from './evaluate.js';
import { LossNotFiniteError } from './loss-not-finite-error.js';
import { Programs } from './programs.js';
import { trainEpoch } from './train-epoch.js';

export interface TrainingContext {
  readonly runtime: Runtime;
  readonly threads: number;
  /** The one that the request refers to. */
  readonly dataSet: DataSet;
  readonly onEpoch: (report: EpochReport) => void;
}

/** Streams of a training's seed. A number that was given out never changes its meaning. */
const STREAMS = { initialisation: 0n, order: 1n, augmentation: 2n };

/** Large enough to amortise a run, small enough to keep the maps of a wide network in tens of megabytes. */
const LARGEST_EVALUATION_BATCH = 256;

/**
 * Trains a network from scratch and reports each epoch. On one thread, equal requests give equal bits.
 * @throws LossNotFiniteError, DataSetError or TensorError
 */
export async function trainNetwork(
  request: TrainingRequest,
  context: TrainingContext,
): Promise<TrainingResult> {
  const { network, recipe } = request;
  const { dataSet, runtime, threads } = context;
  requireOneBatch(recipe.batchSize, dataSet);
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;

  const evaluationBatch = new Batch(dataSet, evenBatchSize(dataSet.validation.count));
  const programs = await Programs.compile(network, recipe, evaluationBatch.size, runtime, threads);
  try {
    await trainEpochs(request, context, programs, evaluationBatch, seconds);
    if (!request.finalReport) return { epochs: recipe.epochs, seconds: seconds() };
    const { accuracy: testAccuracy } = await evaluate(programs.evaluation, dataSet.test, evaluationBatch);
    const onnx = await exportNetwork(request, dataSet, programs, evaluationBatch);
    return { epochs: recipe.epochs, seconds: seconds(), final: { testAccuracy, onnx } };
  } finally {
    await programs.dispose();
  }
}

async function trainEpochs(
  { network, recipe, seed }: TrainingRequest,
  { dataSet, onEpoch }: TrainingContext,
  programs: Programs,
  evaluationBatch: Batch,
  seconds: () => number,
): Promise<void> {
  const stream = (id: bigint) => new Random(BigInt(seed), id);
  const streams = { order: stream(STREAMS.order), augmentation: stream(STREAMS.augmentation) };
  const batch = new Batch(dataSet, recipe.batchSize);
  programs.step.setVariables(initialValues(parametersOf(network), stream(STREAMS.initialisation)));
  for (let epoch = 0; epoch < recipe.epochs; epoch += 1) {
    const trainLoss = await trainEpoch(programs.step, recipe, epoch, dataSet.train, batch, streams);
    programs.evaluation.setVariables(programs.trained());
    const { loss, accuracy } = await evaluate(programs.evaluation, dataSet.validation, evaluationBatch);
    if (!Number.isFinite(loss)) throw new LossNotFiniteError(loss, 'validation');
    onEpoch({
      epoch: epoch + 1,
      trainLoss,
      validationLoss: loss,
      validationAccuracy: accuracy,
      seconds: seconds(),
    });
  }
}

/** The batches of a split of `count` examples, as few and as equal as the largest size allows. */
export function evenBatchSize(count: number): number {
  return Math.ceil(count / Math.ceil(count / LARGEST_EVALUATION_BATCH));
}

function requireOneBatch(batchSize: number, { name, train }: DataSet): void {
  if (batchSize > train.count) {
    throw new DataSetError(
      'TOO_SMALL',
      `a batch of ${batchSize} is more than the ${train.count} training examples of ${name}: lower batchSize`,
    );
  }
}
