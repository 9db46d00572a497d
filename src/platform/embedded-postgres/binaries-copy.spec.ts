import { chmod, mkdir, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { copyOfNpmPackage } from './binaries-copy.js';

/** A package that was installed under a umask which hides it from others, its links still missing. */
async function hiddenPackage(): Promise<string> {
  const native = path.join(await temporaryFolder(), 'native');
  await mkdir(path.join(native, 'bin'), { recursive: true, mode: 0o700 });
  await mkdir(path.join(native, 'lib'), { mode: 0o700 });
  await writeFile(path.join(native, 'bin/postgres'), 'program', { mode: 0o600 });
  await writeFile(path.join(native, 'lib/libpq.so.5'), 'library', { mode: 0o600 });
  const links = [{ source: 'native/lib/libpq.so.5', target: 'native/lib/libpq.so' }];
  await writeFile(path.join(native, 'pg-symlinks.json'), JSON.stringify(links));
  return native;
}

async function expectWhole(copy: string): Promise<void> {
  expect(await readFile(path.join(copy, 'bin/postgres'), 'utf8')).toBe('program');
  expect(await readlink(path.join(copy, 'lib/libpq.so'))).toBe('libpq.so.5');
}

describe('copyOfNpmPackage', () => {
  it('makes a copy that everybody can read, that runs, and that only we can change', async () => {
    const copy = await copyOfNpmPackage(await hiddenPackage(), [await temporaryFolder()]);
    await expectWhole(copy);
    const modes = await Promise.all(
      ['.', 'bin', 'bin/postgres', 'lib/libpq.so.5'].map(async (name) =>
        ((await stat(path.join(copy, name))).mode & 0o777).toString(8),
      ),
    );
    expect(modes).toEqual(['755', '755', '755', '644']);
  });

  it('completes the copy of a read-only package', async () => {
    const native = await hiddenPackage();
    await chmod(path.join(native, 'lib'), 0o555);
    await chmod(path.join(native, 'bin/postgres'), 0o444);
    await expectWhole(await copyOfNpmPackage(native, [await temporaryFolder()]));
    await chmod(path.join(native, 'lib'), 0o755);
  });

  it('leaves nothing but the copy, and finds it again', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const first = await copyOfNpmPackage(native, [folder]);
    const { ino } = await stat(first);
    expect(await copyOfNpmPackage(native, [folder])).toBe(first);
    expect((await stat(first)).ino).toBe(ino);
    expect(await readdir(folder)).toEqual([path.basename(first)]);
  });

  it('replaces a copy of which a cleaner took files', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const copy = await copyOfNpmPackage(native, [folder]);
    await rm(path.join(copy, 'bin/postgres'));
    expect(await copyOfNpmPackage(native, [folder])).toBe(copy);
    await expectWhole(copy);
  });

  it('restores a link of which a cleaner robbed the copy', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const copy = await copyOfNpmPackage(native, [folder]);
    await rm(path.join(copy, 'lib/libpq.so'));
    await expectWhole(await copyOfNpmPackage(native, [folder]));
  });

  it('trusts no copy that others can change', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const copy = await copyOfNpmPackage(native, [folder]);
    await writeFile(path.join(copy, 'bin/postgres'), 'malware');
    await chmod(copy, 0o777);
    await expectWhole(await copyOfNpmPackage(native, [folder]));
    expect((await stat(copy)).mode & 0o022).toBe(0);
  });

  it('does not follow a link that stands in the place of the copy', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const copy = await copyOfNpmPackage(native, [folder]);
    const decoy = await temporaryFolder();
    await rm(copy, { recursive: true });
    await symlink(decoy, copy);
    await expectWhole(await copyOfNpmPackage(native, [folder]));
    expect(await readdir(decoy)).toEqual([]);
  });

  it('can run several times at once', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const copies = await Promise.all(Array.from({ length: 6 }, () => copyOfNpmPackage(native, [folder])));
    expect(new Set(copies).size).toBe(1);
    await expectWhole(copies[0] ?? '');
  });

  it('goes on to the next folder where the first takes no copy', async () => {
    const [native, folder] = [await hiddenPackage(), await temporaryFolder()];
    const file = path.join(folder, 'a-file');
    await writeFile(file, '');
    const copy = await copyOfNpmPackage(native, [path.join(file, 'below'), folder]);
    expect(path.dirname(copy)).toBe(folder);
  });

  it('names every folder that it tried', async () => {
    const file = path.join(await temporaryFolder(), 'a-file');
    await writeFile(file, '');
    const attempt = copyOfNpmPackage(await hiddenPackage(), [path.join(file, 'one'), path.join(file, 'two')]);
    await expect(attempt).rejects.toMatchObject({
      code: 'NO_BINARIES',
      message: expect.stringMatching(/one: .*two: /s),
    });
  });
});
