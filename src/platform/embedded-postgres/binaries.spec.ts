import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { chooseBinaries, findPostgresBinaries } from './binaries.js';

/** Programs that know their version and nothing else. */
async function fakeBinaries(
  prefix: string,
  version: string,
  programs = ['initdb', 'postgres'],
): Promise<string> {
  const bin = path.join(prefix, 'bin');
  await mkdir(bin, { recursive: true });
  for (const program of programs) {
    const script = `#!/bin/sh\necho '${program} (PostgreSQL) ${version}'\n`;
    await writeFile(path.join(bin, program), script, { mode: 0o755 });
  }
  return bin;
}

/** A machine with Postgres 15, 16 and 9 in Debian's layout, 17 in the PATH, 18 from npm. */
async function machine() {
  const root = await temporaryFolder(0o755);
  const systemFolder = path.join(root, 'postgresql');
  await fakeBinaries(path.join(systemFolder, '15'), '15.8 (Debian 15.8-0+deb12u1)');
  await fakeBinaries(path.join(systemFolder, '16'), '16.4');
  await fakeBinaries(path.join(systemFolder, '9'), '9.6.24');
  const PATH = await fakeBinaries(path.join(root, 'local'), '17rc1');
  await fakeBinaries(path.join(root, 'npm/native'), '18.4');
  return { root, search: { systemFolder, PATH, npmFolder: path.join(root, 'npm/native') } };
}

describe('findPostgresBinaries', () => {
  it('prefers npm, then the newest of the system, then the PATH', async () => {
    const { search } = await machine();
    const found = await findPostgresBinaries(search);
    expect(found.map(({ source, version }) => [source, version])).toEqual([
      ['npm', 18],
      ['system', 16],
      ['system', 15],
      ['system', 9],
      ['PATH', 17],
    ]);
  });

  it('says why a place is not usable', async () => {
    const { root, search } = await machine();
    const PATH = await fakeBinaries(path.join(root, 'client'), '16.4', ['postgres']);
    const found = await findPostgresBinaries({ ...search, PATH });
    expect(found.filter(({ whyNot }) => whyNot)).toEqual([
      {
        source: 'system',
        folder: path.join(search.systemFolder, '9/bin'),
        version: 9,
        whyNot: 'older than 14',
      },
      { source: 'PATH', folder: PATH, version: 16, whyNot: expect.stringContaining('initdb does not run') },
    ]);
  });

  it('counts a place once, whatever names lead to it', async () => {
    const { root, search } = await machine();
    const PATH = path.join(root, 'links');
    await mkdir(PATH);
    for (const program of ['initdb', 'postgres']) {
      await symlink(path.join(search.systemFolder, '16/bin', program), path.join(PATH, program));
    }
    const found = await findPostgresBinaries({ ...search, PATH: `${PATH}:relative::${PATH}/missing` });
    expect(found.map(({ version }) => version)).toEqual([18, 16, 15, 9]);
  });

  it('finds nothing where there is nothing', async () => {
    const empty = await temporaryFolder();
    expect(await findPostgresBinaries({ npmFolder: null, systemFolder: empty, PATH: empty })).toEqual([]);
  });
});

describe('chooseBinaries', () => {
  it('takes npm for a new cluster', async () => {
    const { search } = await machine();
    expect(await chooseBinaries(undefined, undefined, search)).toMatchObject({ source: 'npm', version: 18 });
  });

  it('takes the system for a new cluster where npm has none', async () => {
    const { search } = await machine();
    const chosen = await chooseBinaries(undefined, undefined, { ...search, npmFolder: null });
    expect(chosen).toMatchObject({ source: 'system', version: 16 });
  });

  it('takes the version that made the cluster', async () => {
    const { search } = await machine();
    expect(await chooseBinaries(15, undefined, search)).toMatchObject({ source: 'system', version: 15 });
    expect(await chooseBinaries(17, undefined, search)).toMatchObject({ source: 'PATH', version: 17 });
  });

  it.each([12, 19])('names both versions when only others than the cluster %i are there', async (version) => {
    const { search } = await machine();
    const mismatch = chooseBinaries(version, undefined, { ...search, systemFolder: '/nowhere', PATH: '' });
    await expect(mismatch).rejects.toMatchObject({
      code: 'VERSION_MISMATCH',
      message: expect.stringMatching(new RegExp(`made by Postgres ${version}, .* 18 in .*pg_upgrade`)),
    });
  });

  it('runs no version below 14, not even for a cluster of that version', async () => {
    const { search } = await machine();
    await expect(chooseBinaries(9, undefined, search)).rejects.toMatchObject({ code: 'VERSION_MISMATCH' });
  });

  it('says what to do where there is no Postgres', async () => {
    const empty = await temporaryFolder();
    const none = chooseBinaries(undefined, undefined, { npmFolder: null, systemFolder: empty, PATH: empty });
    await expect(none).rejects.toMatchObject({
      code: 'NO_BINARIES',
      message: expect.stringMatching(/npm ci.*DATABASE_URL/),
    });
  });
});
