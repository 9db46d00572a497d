import { z } from 'zod';
import { loadCifar10 } from './cifar10.js';
import type { DataSet } from './data-set.js';
import { loadDigits } from './digits.js';
import { loadFashionMnist } from './fashion-mnist.js';
import { loadIdxFolder } from './idx-folder.js';
import { nearestName } from './nearest-name.js';

const digitsReferenceSchema = z.strictObject({ name: z.literal('digits') });
const fashionMnistReferenceSchema = z.strictObject({
  name: z.literal('fashion-mnist'),
  path: z
    .string({ error: "must be the folder of the four IDX files, e.g. '/usr/share/datasets/fashion-mnist'" })
    .min(1, "must be the folder of the four IDX files, e.g. '/usr/share/datasets/fashion-mnist'")
    .describe('folder of the four IDX files, plain or gzipped; Debian: package dataset-fashion-mnist'),
});

const cifar10Path = "must be the folder of the six .bin files, e.g. '/data/cifar-10-batches-bin'";
const cifar10ReferenceSchema = z.strictObject({
  name: z.literal('cifar10'),
  path: z
    .string({ error: cifar10Path })
    .min(1, cifar10Path)
    .describe('folder of the six files of the binary version'),
});

const idxFolderPath = "must be the folder of the six IDX files, e.g. '/data/mine'";
const idxFolderReferenceSchema = z.strictObject({
  name: z.literal('idx-folder'),
  path: z
    .string({ error: idxFolderPath })
    .min(1, idxFolderPath)
    .describe('folder of images and labels of train, validation and test as IDX files'),
});

export type DataSetReference =
  | z.infer<typeof idxFolderReferenceSchema>
  | z.infer<typeof cifar10ReferenceSchema>
  | z.infer<typeof digitsReferenceSchema>
  | z.infer<typeof fashionMnistReferenceSchema>;

/** What is known of a data set before it is loaded; the shape is null where the files decide. */
export interface DataSetEntry {
  readonly description: string;
  /** How an experiment refers to it. */
  readonly referenceSchema: z.ZodType;
  readonly channels: number | null;
  readonly height: number | null;
  readonly width: number | null;
  readonly classes: number | null;
}

/** The data sets that can be referred to, by name. */
export const dataSets: Readonly<Record<DataSetReference['name'], DataSetEntry>> = {
  digits: {
    referenceSchema: digitsReferenceSchema,
    description: 'UCI optical digits, 1,797 images of 8 x 8, shipped',
    channels: 1,
    height: 8,
    width: 8,
    classes: 10,
  },
  'fashion-mnist': {
    referenceSchema: fashionMnistReferenceSchema,
    description: 'Fashion-MNIST, 70,000 images of 28 x 28, read from IDX files',
    channels: 1,
    height: 28,
    width: 28,
    classes: 10,
  },
  cifar10: {
    referenceSchema: cifar10ReferenceSchema,
    description: 'CIFAR-10, 60,000 images of 32 x 32 in colour, read from the files of its binary version',
    channels: 3,
    height: 32,
    width: 32,
    classes: 10,
  },
  'idx-folder': {
    referenceSchema: idxFolderReferenceSchema,
    description: 'images of your own, read from IDX files',
    channels: null,
    height: null,
    width: null,
    classes: null,
  },
};

export const dataSetNames: readonly string[] = Object.keys(dataSets);

/** Which data set to train on. An unknown name is answered with the known ones and the nearest of them. */
export const dataSetReferenceSchema: z.ZodType<DataSetReference> = z.discriminatedUnion(
  'name',
  [digitsReferenceSchema, fashionMnistReferenceSchema, cifar10ReferenceSchema, idxFolderReferenceSchema],
  { error: ({ input }) => unknownDataSetMessage(input) },
);

/**
 * @throws DataSetError when the files are missing or not what they should be
 */
export async function loadDataSet(reference: DataSetReference): Promise<DataSet> {
  switch (reference.name) {
    case 'digits':
      return loadDigits();
    case 'fashion-mnist':
      return loadFashionMnist(reference.path);
    case 'cifar10':
      return loadCifar10(reference.path);
    case 'idx-folder':
      return loadIdxFolder(reference.path);
  }
}

function unknownDataSetMessage(input: unknown): string {
  const known = dataSetNames.join(', ');
  const name = typeof input === 'object' && input !== null && 'name' in input ? input.name : undefined;
  if (typeof name !== 'string') return `must be an object with the name of a data set: ${known}`;
  return `unknown data set '${name}': did you mean '${nearestName(name, dataSetNames)}'? Known are ${known}`;
}
