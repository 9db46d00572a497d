import { join } from 'node:path';
import { createDataSet, type DataSet, rangeOf, type Split } from './data-set.js';
import { DataSetError } from './data-set-error.js';
import { checkRange, openIdxImages, readIdxFile } from './idx-file.js';
import type { ImageFormat } from './image-format.js';

const FORMAT: ImageFormat = { channels: 1, height: 28, width: 28, classes: 10 };

/** How many examples the published files hold, and how many of the training file are held out. */
export interface FashionMnistCounts {
  readonly train: number;
  readonly test: number;
  readonly validation: number;
}

const PUBLISHED: FashionMnistCounts = { train: 60_000, test: 10_000, validation: 10_000 };

/**
 * Fashion-MNIST (Xiao, Rasul & Vollgraf, arXiv 1708.07747) from the four IDX files in `folder`, plain or gzipped.
 * The last 10,000 examples of the training file are the validation split; the file is in random order.
 * @param counts other counts than the published ones, for a cut-down copy
 * @throws DataSetError naming the file and what was expected of it
 */
export async function loadFashionMnist(folder: string, counts = PUBLISHED): Promise<DataSet> {
  const [training, test] = await Promise.all([
    readExamples(folder, 'train', counts.train),
    readExamples(folder, 't10k', counts.test),
  ]);
  if (counts.validation >= training.count) {
    throw new DataSetError(
      'TOO_SMALL',
      `fashion-mnist: ${counts.validation} validation examples leave none of ${training.count} to train on`,
    );
  }
  const border = training.count - counts.validation;
  return createDataSet('fashion-mnist', FORMAT, {
    train: rangeOf(training, 0, border),
    validation: rangeOf(training, border, training.count),
    test,
  });
}

async function readExamples(folder: string, prefix: string, count: number): Promise<Split> {
  const labelsPath = join(folder, `${prefix}-labels-idx1-ubyte`);
  const [{ images }, labels] = await Promise.all([
    openIdxImages(join(folder, `${prefix}-images-idx3-ubyte`), [count, FORMAT.height, FORMAT.width]),
    readIdxFile(labelsPath, [count]),
  ]);
  checkRange(labelsPath, labels.values, FORMAT.classes);
  return { count, images, labels: labels.values };
}
