import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataSet, type DataSet, rangeOf, type Split } from './data-set.js';
import { DataSetError } from './data-set-error.js';
import { checkRange } from './idx-file.js';
import type { ImageFormat } from './image-format.js';
import { imagesInFiles } from './images.js';

const FORMAT: ImageFormat = { channels: 3, height: 32, width: 32, classes: 10 };
const IMAGE_SIZE = FORMAT.channels * FORMAT.height * FORMAT.width;
const RECORD_SIZE = 1 + IMAGE_SIZE;
const TRAINING_FILES = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`);

/** Examples of each file, and how many of all training files are held out. */
export interface Cifar10Counts {
  readonly file: number;
  readonly validation: number;
}

const PUBLISHED: Cifar10Counts = { file: 10_000, validation: 5_000 };

/**
 * CIFAR-10 (Krizhevsky, 2009) from the six files of its binary version in `folder`: each example is its label and then
 * its red, green and blue plane. The last 5,000 training examples are the validation split, 45,000 remain, as many as Zoph &
 * Le have (arXiv 1611.01578, section 4.1); the files are in random order.
 * @param counts other counts than the published ones, for a cut-down copy
 * @throws DataSetError naming the file and what was expected of it
 */
export async function loadCifar10(folder: string, counts = PUBLISHED): Promise<DataSet> {
  const border = TRAINING_FILES.length * counts.file - counts.validation;
  const training = await readAll(folder, TRAINING_FILES, counts.file);
  return createDataSet('cifar10', FORMAT, {
    train: rangeOf(training, 0, border),
    validation: rangeOf(training, border, training.count),
    test: await readAll(folder, ['test_batch.bin'], counts.file),
  });
}

/** The labels, which are small; the images stay in their files. */
async function readAll(folder: string, names: readonly string[], countOfFile: number): Promise<Split> {
  const count = names.length * countOfFile;
  const labels = new Uint8Array(count);
  const paths = names.map((name) => join(folder, name));
  for (const [index, path] of paths.entries()) {
    const bytes = await readRecords(path, countOfFile);
    const own = labels.subarray(index * countOfFile, (index + 1) * countOfFile);
    for (let example = 0; example < countOfFile; example += 1)
      own[example] = bytes[example * RECORD_SIZE] ?? 0;
    checkRange(path, own, FORMAT.classes);
  }
  const files = paths.map((path) => ({ path, count: countOfFile, offset: 1, stride: RECORD_SIZE }));
  return { count, images: imagesInFiles(files), labels };
}

async function readRecords(path: string, count: number): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const expected = 'expected a file of the binary version of CIFAR-10';
    throw new DataSetError('FILE_MISSING', `${path}: cannot be read (${reason}); ${expected}`, { cause });
  });
  if (bytes.length !== count * RECORD_SIZE) {
    const expected = `${count * RECORD_SIZE} for ${count} examples of ${RECORD_SIZE}`;
    throw new DataSetError('FILE_INVALID', `${path}: found ${bytes.length} bytes, expected ${expected}`);
  }
  return bytes;
}
