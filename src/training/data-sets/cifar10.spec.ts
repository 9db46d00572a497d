import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { loadCifar10 } from './cifar10.js';
import { readImages } from './images.js';

const COUNTS = { file: 2, validation: 3 };

/** An example whose planes are filled with `red`, red + 1 and red + 2. */
const record = (label: number, red: number) =>
  Buffer.concat([Buffer.of(label), ...[0, 1, 2].map((plane) => Buffer.alloc(1024, red + plane))]);

async function folderOf(files: Readonly<Record<string, Buffer>> = {}): Promise<string> {
  const folder = await temporaryFolder();
  for (let file = 1; file <= 5; file += 1) {
    const examples = [record(2 * file - 2, 20 * file), record(2 * file - 1, 20 * file + 10)];
    await writeFile(join(folder, `data_batch_${file}.bin`), Buffer.concat(examples));
  }
  await writeFile(join(folder, 'test_batch.bin'), Buffer.concat([record(9, 200), record(0, 210)]));
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  return folder;
}

describe('loadCifar10', () => {
  it('joins the training files, holds out their end, and keeps planes and labels together', async () => {
    const { train, validation, test, normalisation } = await loadCifar10(await folderOf(), COUNTS);
    expect([...train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...validation.labels]).toEqual([7, 8, 9]);
    expect([...test.labels]).toEqual([9, 0]);
    expect([0, 1024, 2048, 3072].map((at) => readImages(train.images, 2, 3072)[at])).toEqual([
      20, 21, 22, 30,
    ]);
    expect(readImages(validation.images, 1, 3072)[0]).toBe(90);
    expect(readImages(test.images, 2, 3072).at(-1)).toBe(212);
    expect(normalisation.mean).toEqual([50, 51, 52]);
  });

  it.each([
    [
      'cut short',
      { 'data_batch_3.bin': Buffer.alloc(100) },
      /data_batch_3.bin: found 100 bytes, expected 6146/,
    ],
    [
      'mislabelled',
      { 'test_batch.bin': Buffer.concat([record(10, 0), record(0, 0)]) },
      /test_batch.bin: found value 10 at position 0, expected values from 0 to 9/,
    ],
  ])('refuses a file that is %s, by its name', async (_, files, message) => {
    await expect(loadCifar10(await folderOf(files), COUNTS)).rejects.toThrow(message);
  });

  it('names a file that is missing', async () => {
    const folder = await folderOf();
    await rm(join(folder, 'data_batch_5.bin'));
    await expect(loadCifar10(folder, COUNTS)).rejects.toMatchObject({
      code: 'FILE_MISSING',
      message: expect.stringContaining(join(folder, 'data_batch_5.bin')),
    });
  });
});
