import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { loadIdxFolder } from './idx-folder.js';
import { readImages } from './images.js';

/** Pixel `index` of the values is index modulo 251. */
function idx(dimensions: readonly number[], first = 0): Buffer {
  const words = [0x0800 + dimensions.length, ...dimensions];
  const header = Buffer.alloc(4 * words.length);
  for (const [index, word] of words.entries()) header.writeUInt32BE(word, 4 * index);
  const size = dimensions.reduce((product, extent) => product * extent, 1);
  return Buffer.concat([
    header,
    Buffer.from(Array.from({ length: size }, (_, index) => (first + index) % 251)),
  ]);
}

const files = {
  'train-images.idx': idx([3, 2, 4, 5]),
  'train-labels.idx': idx([3]),
  'validation-images.idx': idx([2, 2, 4, 5], 7),
  'validation-labels.idx': idx([2]),
  'test-images.idx': idx([1, 2, 4, 5], 9),
  'test-labels.idx': idx([1]),
};

async function folderOf(changes: Readonly<Record<string, Buffer>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries({ ...files, ...changes }))
    await writeFile(join(folder, name), bytes);
  return folder;
}

describe('loadIdxFolder', () => {
  it('takes shape and classes from the files, plain ones and gzipped ones alike', async () => {
    const plain = await loadIdxFolder(await folderOf());
    expect(plain).toMatchObject({ channels: 2, height: 4, width: 5, classes: 3 });
    expect([...readImages(plain.validation.images, 2, 40)]).toEqual([
      ...files['validation-images.idx'].subarray(20),
    ]);
    const zipped = Object.entries(files).map(([name, bytes]) => [name, gzipSync(bytes)]);
    const other = await loadIdxFolder(await folderOf(Object.fromEntries(zipped)));
    expect(other.version).toBe(plain.version);
    expect(other.normalisation).toEqual(plain.normalisation);
  });

  it('takes images without channels as grey', async () => {
    const grey = { 'train-images.idx': idx([3, 4, 5]), 'validation-images.idx': idx([2, 4, 5]) };
    const dataSet = await loadIdxFolder(await folderOf({ ...grey, 'test-images.idx': idx([1, 4, 5]) }));
    expect(dataSet).toMatchObject({ channels: 1, height: 4, width: 5 });
  });

  it.each([
    ['validation-images.idx', idx([2, 2, 4, 6]), /dimensions 2 x 2 x 4 x 6, expected any x 2 x 4 x 5/],
    ['test-labels.idx', idx([1], 3), /value 3 at position 0, expected values from 0 to 2/],
    ['train-labels.idx', idx([2]), /dimensions 2, expected 3/],
    ['train-images.idx', idx([3, 40]), /magic number 0x00000802, expected 0x00000804/],
    ['train-images.idx', Buffer.alloc(0), /found 0 bytes/],
  ])('refuses %s with what is wrong with it', async (name, bytes, message) => {
    const folder = await folderOf({ [name]: bytes });
    await expect(loadIdxFolder(folder)).rejects.toThrow(message);
    await expect(loadIdxFolder(folder)).rejects.toThrow(join(folder, name));
  });

  it('names a file that is missing', async () => {
    const folder = await folderOf();
    await rm(join(folder, 'test-images.idx'));
    await expect(loadIdxFolder(folder)).rejects.toMatchObject({ code: 'FILE_MISSING' });
  });

  it('refuses to go on with a file that has been replaced or cut short', async () => {
    const folder = await folderOf();
    const path = join(folder, 'train-images.idx');
    await writeFile(join(folder, 'other'), files['train-images.idx']);
    const { train } = await loadIdxFolder(folder);
    await writeFile(path, files['train-images.idx'].subarray(0, 30));
    expect(() => train.images.read(2, new Uint8Array(40))).toThrow(/has changed since/);
    await rename(join(folder, 'other'), path);
    const again = await loadIdxFolder(folder);
    expect([...readImages(again.train.images, 1, 40)]).toEqual([
      ...files['train-images.idx'].subarray(20, 60),
    ]);
  });
});
