import { exportOnnx, floatTensor, loadOnnx, type Tensor } from '../../tensor/index.js';
import type { DataSet } from '../data-sets/data-set.js';
import { readImages } from '../data-sets/images.js';
import type { Batch } from '../loop/batch.js';
import type { Programs } from '../loop/programs.js';
import { IMAGE, LOGITS } from '../network/names.js';
import type { TrainingRequest } from '../training-request.js';
import { inferenceGraph } from './inference-graph.js';
import { ParityError } from './parity-error.js';

/** Largest difference of a logit, beside its own size, that rounding explains: the file normalises in the graph. */
const TOLERANCE = 1e-4;

/**
 * The trained network as an ONNX file that takes raw pixels, after it was loaded and run on validation examples.
 * @throws ParityError when the file's logits are not those of the network that was trained
 */
export async function exportNetwork(
  { network, recipe }: TrainingRequest,
  dataSet: DataSet,
  programs: Programs,
  batch: Batch,
): Promise<Uint8Array> {
  const graph = inferenceGraph(network, recipe, dataSet.normalisation, batch.size);
  const file = exportOnnx(graph, programs.trained());
  const count = batch.loadRange(dataSet.validation, 0);
  const { [LOGITS]: expected } = await programs.evaluation.run({ [IMAGE]: batch.images });
  const model = await loadOnnx(file);
  try {
    const { [LOGITS]: exported } = await model.run({ [IMAGE]: rawPixels(dataSet, count) });
    requireParity(exported, expected);
  } finally {
    await model.dispose();
  }
  return file;
}

/** The first `count` validation examples as they come from the file, [count, channels, height, width]. */
function rawPixels({ validation, channels, height, width }: DataSet, count: number): Tensor {
  const pixels = readImages(validation.images, count, channels * height * width);
  return floatTensor([count, channels, height, width], Float32Array.from(pixels));
}

/** @throws ParityError when `exported` has other values than the first rows of `expected` */
export function requireParity(exported: Tensor | undefined, expected: Tensor | undefined): void {
  if (exported === undefined || expected === undefined)
    throw new ParityError('the exported network gives no logits');
  for (const [index, value] of Array.from(exported.data, Number).entries()) {
    const wanted = Number(expected.data[index]);
    if (!(Math.abs(value - wanted) <= TOLERANCE * (1 + Math.abs(wanted)))) {
      throw new ParityError(
        `logit ${index} of the exported network is ${value}, that of the trained one ${wanted}`,
      );
    }
  }
}
