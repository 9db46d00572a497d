import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { clusterVersion, ensurePassword, openDataFolder, readPassword } from './data-folder.js';

const refusal = (message: RegExp) => ({
  code: 'FOLDER_NOT_USABLE',
  message: expect.stringMatching(message),
});

describe('openDataFolder', () => {
  it('makes the folder and its parents', async () => {
    const folder = path.join(await temporaryFolder(), 'deep/er');
    expect(await openDataFolder(folder)).toMatchObject({ folder });
    expect((await stat(folder)).isDirectory()).toBe(true);
  });

  it('takes an empty folder, a new file system and what an interrupted start left', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'lost+found'));
    await mkdir(path.join(folder, 'initdb-a1b2c3'));
    await writeFile(path.join(folder, 'password'), 'secret');
    expect(await openDataFolder(folder)).toMatchObject({ folder });
  });

  it('refuses a folder with other things and names some of them', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'thesis.tex'), '');
    await expect(openDataFolder(folder)).rejects.toMatchObject(
      refusal(/thesis\.tex.*choose an empty or absent folder/),
    );
    expect(await readdir(folder)).toEqual(['thesis.tex']);
  });

  it('refuses the cluster of someone else', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'PG_VERSION'), '16\n');
    await expect(openDataFolder(folder)).rejects.toMatchObject(refusal(/is itself a Postgres cluster/));
  });

  it('refuses a file', async () => {
    const file = path.join(await temporaryFolder(), 'file');
    await writeFile(file, '');
    await expect(openDataFolder(file)).rejects.toMatchObject(refusal(/cannot be used/));
    await expect(openDataFolder(path.join(file, 'below'))).rejects.toMatchObject(refusal(/cannot be used/));
  });
});

describe('clusterVersion', () => {
  it('knows none before there is a cluster', async () => {
    const data = await openDataFolder(await temporaryFolder());
    expect(await clusterVersion(data)).toBeUndefined();
    await mkdir(data.cluster);
    expect(await clusterVersion(data)).toBeUndefined();
  });

  it('reads the major version', async () => {
    const data = await openDataFolder(await temporaryFolder());
    await mkdir(data.cluster);
    await writeFile(path.join(data.cluster, 'PG_VERSION'), '17\n');
    expect(await clusterVersion(data)).toBe(17);
  });

  it.each([
    ['PG_VERSION', 'seventeen'],
    ['base', ''],
  ])('refuses a cluster with only a file %s of content "%s"', async (name, content) => {
    const data = await openDataFolder(await temporaryFolder());
    await mkdir(data.cluster);
    await writeFile(path.join(data.cluster, name), content);
    await expect(clusterVersion(data)).rejects.toMatchObject(refusal(/not a Postgres cluster/));
  });
});

describe('the password', () => {
  it('is one for all who make it at once, long, and for our eyes only', async () => {
    const data = await openDataFolder(await temporaryFolder());
    const passwords = await Promise.all(Array.from({ length: 8 }, () => ensurePassword(data)));
    expect(new Set(passwords).size).toBe(1);
    expect(passwords[0]).toMatch(/^[\w-]{32}$/);
    expect(await readdir(data.folder)).toEqual(['password']);
    expect((await stat(data.passwordFile)).mode & 0o777).toBe(0o600);
    expect(await readPassword(data)).toBe(passwords[0]);
    expect((await readFile(data.passwordFile, 'utf8')).trim()).toBe(passwords[0]);
  });

  it('that is lost is reported with the file in which it should be', async () => {
    const data = await openDataFolder(await temporaryFolder());
    await expect(readPassword(data)).rejects.toMatchObject(refusal(/password of the cluster .*ENOENT/));
  });
});
