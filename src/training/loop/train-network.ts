import { Random } from '../../nas/random.js';
import type { Runtime, Tensor } from '../../tensor/index.js';
import type { DataSet } from '../data-sets/data-set.js';
import { DataSetError } from '../data-sets/data-set-error.js';
import { exportNetwork } from '../export/export-network.js';
import { initialValues, parametersOf } from '../network/parameters.js';
import { packageVersion } from '../package-root.js';
import type { EpochReport, TrainingRequest, TrainingResult } from '../training-request.js';
import { Batch } from './batch.js';
import { batchesAhead } from './batches-ahead.js';
import { type Checkpoint, CheckpointFile } from './checkpoint-file.js';
import { evaluate } from './evaluate.js';
import { LossNotFiniteError } from './loss-not-finite-error.js';
import { Programs } from './programs.js';
import { type TrainingStreams, trainEpoch } from './train-epoch.js';
import { batchesInTurn, type TrainingBatches } from './training-batches.js';

export interface TrainingContext {
  readonly runtime: Runtime;
  readonly threads: number;
  /** The one that the request refers to. */
  readonly dataSet: DataSet;
  readonly onEpoch: (report: EpochReport) => void;
  /** Whether a thread makes each batch while the step before it runs, which needs a processor that no training uses. Default false. */
  readonly preparesAhead?: boolean;
  /** Where the training goes on from when it was killed, and what it is kept in from epoch to epoch. */
  readonly checkpoint?: string | undefined;
  /** Called when it goes on, with the number of epochs that were done. */
  readonly onResume?: (epochs: number) => void;
}

/** Streams of a training's seed. A number that was given out never changes its meaning. */
const STREAMS = { initialisation: 0n, order: 1n, augmentation: 2n };

/** Large enough to amortise a run, small enough to keep the maps of a wide network in tens of megabytes. */
const LARGEST_EVALUATION_BATCH = 256;

/**
 * Trains a network from scratch and reports each epoch. On one thread, equal requests give equal bits, and so does a training that
 * was killed and goes on from its checkpoint: it reports the epochs that were done once more.
 * @throws LossNotFiniteError, DataSetError or TensorError
 */
export async function trainNetwork(
  request: TrainingRequest,
  context: TrainingContext,
): Promise<TrainingResult> {
  const { network, recipe } = request;
  const { dataSet, runtime, threads } = context;
  requireOneBatch(recipe.batchSize, dataSet);
  const evaluationBatch = new Batch(dataSet, evenBatchSize(dataSet.validation.count));
  const programs = await Programs.compile(network, recipe, evaluationBatch.size, runtime, threads);
  const batches = (context.preparesAhead ? batchesAhead : batchesInTurn)(dataSet, recipe.batchSize);
  try {
    const seconds = await trainEpochs(request, context, programs, batches, evaluationBatch);
    if (!request.finalReport) return { epochs: recipe.epochs, seconds: seconds() };
    const { accuracy: testAccuracy } = await evaluate(programs.evaluation, dataSet.test, evaluationBatch);
    const onnx = await exportNetwork(request, dataSet, programs, evaluationBatch);
    return { epochs: recipe.epochs, seconds: seconds(), final: { testAccuracy, onnx } };
  } finally {
    await batches.close();
    await programs.dispose();
  }
}

/** @returns a clock that tells the seconds of training, those before a resumption included */
async function trainEpochs(
  request: TrainingRequest,
  context: TrainingContext,
  programs: Programs,
  batches: TrainingBatches,
  evaluationBatch: Batch,
): Promise<() => number> {
  const { recipe, seed } = request;
  const { dataSet } = context;
  const file = checkpointFile(request, context, programs);
  const saved = await file?.load();
  const reports = [...(saved?.reports ?? [])];
  const startedAt = performance.now() - 1000 * (reports.at(-1)?.seconds ?? 0);
  const seconds = () => (performance.now() - startedAt) / 1000;
  const streams = saved ? restored(saved) : fresh(seed);
  programs.step.setVariables(saved?.variables ?? initial(request));
  if (saved) context.onResume?.(reports.length);
  for (const report of reports) context.onEpoch(report);

  for (let epoch = reports.length; epoch < recipe.epochs; epoch += 1) {
    const trainLoss = await trainEpoch(programs.step, recipe, epoch, batches, streams);
    programs.evaluation.setVariables(programs.trained());
    const { loss, accuracy } = await evaluate(programs.evaluation, dataSet.validation, evaluationBatch);
    if (!Number.isFinite(loss)) throw new LossNotFiniteError(loss, 'validation');
    const measured = { trainLoss, validationLoss: loss, validationAccuracy: accuracy };
    const report = { epoch: epoch + 1, ...measured, seconds: seconds() };
    reports.push(report);
    if (file?.isDue(performance.now())) {
      const positions = { order: streams.order.snapshot(), augmentation: streams.augmentation.snapshot() };
      await file.save({ reports, streams: positions, variables: programs.step.variables() });
    }
    context.onEpoch(report);
  }
  return seconds;
}

const fresh = (seed: string): TrainingStreams => ({
  order: new Random(BigInt(seed), STREAMS.order),
  augmentation: new Random(BigInt(seed), STREAMS.augmentation),
});

const restored = ({ streams: { order, augmentation } }: Checkpoint): TrainingStreams => ({
  order: Random.restore(order),
  augmentation: Random.restore(augmentation),
});

const initial = ({ network, seed }: TrainingRequest): Record<string, Tensor> =>
  initialValues(parametersOf(network), new Random(BigInt(seed), STREAMS.initialisation));

/**
 * Whatever the numbers of a training depend on is in its key: its file is no other's, nor that of another version of the program, whose
 * step may have other variables or round otherwise.
 */
function checkpointFile(
  request: TrainingRequest,
  { checkpoint, dataSet, runtime, threads }: TrainingContext,
  programs: Programs,
): CheckpointFile | undefined {
  if (checkpoint === undefined) return undefined;
  const { network, recipe, seed } = request;
  const program = {
    version: packageVersion(),
    variables: Object.entries(programs.step.variables()).map(([name, { shape }]) => [name, shape]),
  };
  const key = { network, recipe, seed, data: dataSet.version, engine: runtime.name, threads, program };
  return new CheckpointFile(checkpoint, JSON.stringify(key));
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
