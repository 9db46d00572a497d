import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { extractZip } from './zip-file.js';

/** Python's zipfile wrote it: pkg/lib.so (100 times abcd, deflated), pkg/stored.h (plain), pkg/empty.h, other.txt. */
const archive = Buffer.from(
  [
    'UEsDBBQAAAAIAAAAIQC9ouLECwAAAJABAAAKAAAAcGtnL2xpYi5zb0tMSk5JHMWDBgMAUEsDBBQAAAAAAAAAIQDPYi',
    'AZBQAAAAUAAAAMAAAAcGtnL3N0b3JlZC5ocGxhaW5QSwMEFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAsAAABwa2cvZW1w',
    'dHkuaFBLAwQUAAAAAAAAACEAHyiqZwIAAAACAAAACQAAAG90aGVyLnR4dG5vUEsBAhQDFAAAAAgAAAAhAL2i4sQLAA',
    'AAkAEAAAoAAAAAAAAAAAAAAIABAAAAAHBrZy9saWIuc29QSwECFAMUAAAAAAAAACEAz2IgGQUAAAAFAAAADAAAAAAA',
    'AAAAAAAAgAEzAAAAcGtnL3N0b3JlZC5oUEsBAhQDFAAAAAAAAAAhAAAAAAAAAAAAAAAAAAsAAAAAAAAAAAAAAIABYg',
    'AAAHBrZy9lbXB0eS5oUEsBAhQDFAAAAAAAAAAhAB8oqmcCAAAAAgAAAAkAAAAAAAAAAAAAAIABiwAAAG90aGVyLnR4',
    'dFBLBQYAAAAABAAEAOIAAAC0AAAAAAA=',
  ].join(''),
  'base64',
);

describe('extractZip', () => {
  it('writes the files that are asked for, whether deflated, stored or empty, and no others', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a.zip'), archive);
    const names = await extractZip(join(folder, 'a.zip'), (name) =>
      name.startsWith('pkg/') ? join(folder, 'out', name) : undefined,
    );
    expect(names).toEqual(['pkg/lib.so', 'pkg/stored.h', 'pkg/empty.h']);
    expect((await readdir(join(folder, 'out', 'pkg'))).sort()).toEqual(['empty.h', 'lib.so', 'stored.h']);
    const read = (name: string) => readFile(join(folder, 'out', 'pkg', name), 'utf8');
    expect(await Promise.all(['lib.so', 'stored.h', 'empty.h'].map(read))).toEqual([
      'abcd'.repeat(100),
      'plain',
      '',
    ]);
  });

  it.each([
    ['cut short', archive.subarray(0, -30)],
    ['something else', Buffer.from('hello')],
  ])('refuses a file that is %s, by its name', async (_, bytes) => {
    const path = join(await temporaryFolder(), 'b.zip');
    await writeFile(path, bytes);
    await expect(extractZip(path, () => undefined)).rejects.toThrow(`${path} is no zip archive`);
  });
});
