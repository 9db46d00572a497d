import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataSetError } from './data-set-error.js';
import { loadFashionMnist } from './fashion-mnist.js';
import { readIdxFile } from './idx-file.js';
import { readImages } from './images.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archway-idx-'));
});
afterAll(() => rm(folder, { recursive: true }));

function idx(dimensions: readonly number[], values: readonly number[]): Buffer {
  const words = [0x0800 + dimensions.length, ...dimensions];
  const header = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => {
    header.writeUInt32BE(word, 4 * index);
  });
  return Buffer.concat([header, Buffer.from(values)]);
}

describe('readIdxFile', () => {
  it('reads plain and gzipped files, under their name or with .gz', async () => {
    const bytes = idx([2, 3], [1, 2, 3, 4, 5, 255]);
    await writeFile(join(folder, 'plain'), bytes);
    await writeFile(join(folder, 'zipped.gz'), gzipSync(bytes));
    for (const name of ['plain', 'zipped', 'zipped.gz']) {
      const { dimensions, values } = await readIdxFile(join(folder, name), [null, 3]);
      expect(dimensions).toEqual([2, 3]);
      expect([...values]).toEqual([1, 2, 3, 4, 5, 255]);
    }
  });

  it.each([
    ['an empty file', Buffer.alloc(0), /found 0 bytes, expected a header of 12 bytes/],
    [
      'another element type',
      Buffer.concat([Buffer.from([0, 0, 0x0d, 2]), Buffer.alloc(8)]),
      /0x00000d02, expected 0x00000802/,
    ],
    ['other dimensions', idx([2, 4], Array(8).fill(0)), /dimensions 2 x 4, expected any x 3/],
    [
      'a file that was cut off',
      idx([2, 3], [0, 0, 0, 0, 0]),
      /found 17 bytes, expected 18 for dimensions 2 x 3/,
    ],
    ['bytes behind the end', idx([2, 3], Array(7).fill(0)), /found 19 bytes, expected 18/],
    ['a damaged archive', gzipSync(idx([2, 3], Array(6).fill(0))).subarray(0, 20), /cannot be read/],
  ])('refuses %s, naming file and expectation', async (_, bytes, message) => {
    const path = join(folder, 'bad');
    await writeFile(path, bytes);
    const error: unknown = await readIdxFile(path, [null, 3]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DataSetError);
    expect(error).toMatchObject({ code: 'FILE_INVALID', message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringContaining(path) });
  });

  it('names the file that is missing', async () => {
    await expect(readIdxFile(join(folder, 'absent'), [null])).rejects.toMatchObject({
      code: 'FILE_MISSING',
      message: expect.stringContaining(join(folder, 'absent')),
    });
  });
});

describe('loadFashionMnist', () => {
  const counts = { train: 5, test: 2, validation: 2 };
  const images = (n: number, first: number) =>
    idx(
      [n, 28, 28],
      Array.from({ length: n * 784 }, (_, index) => first + Math.floor(index / 784)),
    );

  async function writeAll(labels: readonly number[]): Promise<void> {
    await writeFile(join(folder, 'train-images-idx3-ubyte'), images(5, 0));
    await writeFile(join(folder, 'train-labels-idx1-ubyte'), idx([5], labels));
    await writeFile(join(folder, 't10k-images-idx3-ubyte.gz'), gzipSync(images(2, 100)));
    await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idx([2], [8, 9]));
  }

  it('holds out the end of the training file and takes statistics from the rest', async () => {
    await writeAll([1, 2, 3, 4, 5]);
    const dataSet = await loadFashionMnist(folder, counts);
    expect([...dataSet.train.labels]).toEqual([1, 2, 3]);
    expect([...dataSet.validation.labels]).toEqual([4, 5]);
    expect([...dataSet.test.labels]).toEqual([8, 9]);
    expect(readImages(dataSet.validation.images, 1, 784)[0]).toBe(3);
    expect(readImages(dataSet.test.images, 2, 784).at(-1)).toBe(101);
    expect(dataSet.normalisation.mean).toEqual([1]);
    expect(dataSet.normalisation.std[0]).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it('refuses labels out of range and counts other than the published ones', async () => {
    await writeAll([1, 2, 10, 4, 5]);
    await expect(loadFashionMnist(folder, counts)).rejects.toThrow(
      /value 10 at position 2, expected values from 0 to 9/,
    );
    await expect(loadFashionMnist(folder)).rejects.toThrow(/5 x 28 x 28, expected 60000 x 28 x 28/);
  });

  it('refuses to hold out every example', async () => {
    await writeAll([1, 2, 3, 4, 5]);
    await expect(loadFashionMnist(folder, { ...counts, validation: 5 })).rejects.toMatchObject({
      code: 'TOO_SMALL',
    });
  });
});
