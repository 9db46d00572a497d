import { chmod, mkdir, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { restoreNpmPackage } from './npm-package.js';

/** A package as npm unpacks it: links gone, programs that nobody may execute. */
async function unpackedPackage(): Promise<string> {
  const native = path.join(await temporaryFolder(), 'native');
  await mkdir(path.join(native, 'lib'), { recursive: true });
  await mkdir(path.join(native, 'bin'));
  await writeFile(path.join(native, 'lib/libpq.so.5.18'), 'library');
  await writeFile(path.join(native, 'bin/postgres'), '#!/bin/sh\n', { mode: 0o644 });
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  await writeFile(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}

describe('restoreNpmPackage', () => {
  it('recreates the links between libraries relative to their folder', async () => {
    const native = await unpackedPackage();
    await restoreNpmPackage(native);
    expect(await readlink(path.join(native, 'lib/libpq.so'))).toBe('libpq.so.5.18');
    expect(await readlink(path.join(native, 'lib/libpq.so.5'))).toBe('libpq.so.5.18');
  });

  it('lets everybody execute the programs', async () => {
    const native = await unpackedPackage();
    await restoreNpmPackage(native);
    expect((await stat(path.join(native, 'bin/postgres'))).mode & 0o777).toBe(0o755);
  });

  it('leaves what is there alone', async () => {
    const native = await unpackedPackage();
    await symlink('elsewhere', path.join(native, 'lib/libpq.so'));
    await chmod(path.join(native, 'bin/postgres'), 0o555);
    await restoreNpmPackage(native);
    expect(await readlink(path.join(native, 'lib/libpq.so'))).toBe('elsewhere');
    expect((await stat(path.join(native, 'bin/postgres'))).mode & 0o777).toBe(0o555);
  });

  it('can run several times at once', async () => {
    const native = await unpackedPackage();
    await Promise.all(Array.from({ length: 8 }, () => restoreNpmPackage(native)));
    expect(await readlink(path.join(native, 'lib/libpq.so'))).toBe('libpq.so.5.18');
  });
});
