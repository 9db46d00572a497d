import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { createDataSet, type DataSet, type SplitName, selectExamples, splitNames } from './data-set.js';
import { checkRange, readIdxFile } from './idx-file.js';
import type { ImageFormat } from './image-format.js';
import { imagesInMemory } from './images.js';

const FORMAT: ImageFormat = { channels: 1, height: 8, width: 8, classes: 10 };
const EXAMPLES = 1797;

/**
 * Optical digits of the UCI repository, 8 x 8 pixels of 0..16, as shipped in data/digits with a stored split of
 * 1,078 / 359 / 360 examples, stratified by class.
 */
export async function loadDigits(folder = join(packageRoot(), 'data', 'digits')): Promise<DataSet> {
  const [images, labels, splits] = await Promise.all([
    readIdxFile(join(folder, 'images-idx3-ubyte'), [EXAMPLES, FORMAT.height, FORMAT.width]),
    readIdxFile(join(folder, 'labels-idx1-ubyte'), [EXAMPLES]),
    readIdxFile(join(folder, 'splits-idx1-ubyte'), [EXAMPLES]),
  ]);
  checkRange(join(folder, 'labels-idx1-ubyte'), labels.values, FORMAT.classes);
  checkRange(join(folder, 'splits-idx1-ubyte'), splits.values, splitNames.length);
  const all = { count: EXAMPLES, images: imagesInMemory(images.values), labels: labels.values };
  const select = (split: SplitName) => {
    const code = splitNames.indexOf(split);
    const members = [...splits.values.keys()].filter((index) => splits.values[index] === code);
    return selectExamples(all, members, FORMAT);
  };
  return createDataSet('digits', FORMAT, {
    train: select('train'),
    validation: select('validation'),
    test: select('test'),
  });
}
