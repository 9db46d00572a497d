import { join } from 'node:path';
import { createDataSet, type DataSet, type Split, type SplitName } from './data-set.js';
import { checkRange, idxRank, openIdxImages, readIdxFile } from './idx-file.js';
import type { ImageFormat } from './image-format.js';

/**
 * A data set of one's own: for each of train, validation and test `<split>-images.idx`, unsigned bytes [examples, height, width] or
 * [examples, channels, height, width], and `<split>-labels.idx`, [examples]. There are as many classes as the training labels name.
 * Plain files are read while training, and may be larger than memory.
 * @throws DataSetError naming the file and what was expected of it
 */
export async function loadIdxFolder(folder: string): Promise<DataSet> {
  const train = await openSplit(folder, 'train');
  const { format } = train;
  const [validation, test] = [
    await openSplit(folder, 'validation', format),
    await openSplit(folder, 'test', format),
  ];
  return createDataSet('idx-folder', format, {
    train: train.split,
    validation: validation.split,
    test: test.split,
  });
}

async function openSplit(
  folder: string,
  name: SplitName,
  wanted?: ImageFormat,
): Promise<{ split: Split; format: ImageFormat }> {
  const path = join(folder, `${name}-images.idx`);
  const rank = await idxRank(path);
  const extents = wanted ? [wanted.channels, wanted.height, wanted.width].slice(rank === 3 ? 1 : 0) : null;
  const { dimensions, images } = await openIdxImages(path, [
    null,
    ...(extents ?? Array(rank === 3 ? 2 : 3).fill(null)),
  ]);
  const [count = 0, ...own] = dimensions;
  const [channels = 1, height = 0, width = 0] = own.length === 2 ? [1, ...own] : own;
  const labelsPath = join(folder, `${name}-labels.idx`);
  const { values: labels } = await readIdxFile(labelsPath, [count]);
  const classes = wanted?.classes ?? 1 + labels.reduce((most, label) => Math.max(most, label), 1);
  checkRange(labelsPath, labels, classes);
  return { split: { count, images, labels }, format: { channels, height, width, classes } };
}
