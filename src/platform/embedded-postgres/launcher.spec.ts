import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { query } from '../../../test/support/embedded-postgres/query.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { findPostgresBinaries } from './binaries.js';
import { copyOfNpmPackage } from './binaries-copy.js';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './launcher.js';
import { installedNpmFolder } from './npm-package.js';

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}

async function startAndStop(dataFolder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder });
  await server.stop();
  return server;
}

async function reach(host: string, port: number): Promise<void> {
  const socket = connect(port, host);
  await once(socket, 'connect').finally(() => socket.destroy());
}

/** Programs that tell a version, but an initdb that fails. */
async function brokenInstallation(bin: string): Promise<void> {
  await mkdir(bin, { recursive: true });
  const tell = (program: string) =>
    `#!/bin/sh\n[ "$1" = --version ] && exec echo '${program} (PostgreSQL) 18.4'\n`;
  const fail = "echo 'initdb: error: no space left'\nexit 1\n";
  await writeFile(path.join(bin, 'postgres'), tell('postgres'), { mode: 0o755 });
  await writeFile(path.join(bin, 'initdb'), tell('initdb') + fail, { mode: 0o755 });
}

describe('a server', () => {
  let server: EmbeddedPostgres;
  const log: string[] = [];

  beforeAll(async () => {
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'archway-test-'));
    server = await startEmbeddedPostgres({ dataFolder, log: (line) => log.push(line) });
  });
  afterAll(async () => {
    await server.stop();
    await rm(server.dataFolder, { recursive: true });
  });

  it('answers at its address', async () => {
    const [row] = await query(server.url, 'SELECT current_database() AS database, version() AS version');
    expect(row).toEqual({
      database: 'archway',
      version: expect.stringMatching(new RegExp(`^PostgreSQL ${server.version}\\.`)),
    });
    expect(server.adopted).toBe(false);
  });

  it('lets nobody in without the password', async () => {
    const url = new URL(server.url);
    url.password = 'guess';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const [row] = await query(
      server.url,
      "SELECT count(*)::int AS n FROM pg_hba_file_rules WHERE auth_method = 'trust'",
    );
    expect(row).toEqual({ n: 0 });
  });

  it('keeps the password in a file for our eyes only', async () => {
    const file = path.join(server.dataFolder, 'password');
    expect((await readFile(file, 'utf8')).trim()).toBe(new URL(server.url).password);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(server.dataFolder, 'cluster'))).mode & 0o777).toBe(0o700);
  });

  it('listens on the loopback interface only, and on no socket file', async () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .find(({ internal, family }) => !internal && family === 'IPv4');
    if (outside)
      await expect(reach(outside.address, server.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const rows = await query(
      server.url,
      "SELECT setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories') ORDER BY name",
    );
    expect(rows).toEqual([{ setting: '127.0.0.1' }, { setting: '' }]);
  });

  it.each([
    ['fsync', 'on'],
    ['synchronous_commit', 'on'],
    ['full_page_writes', 'on'],
    ['jit', 'off'],
    ['TimeZone', 'UTC'],
    ['max_connections', '100'],
    ['dynamic_shared_memory_type', 'mmap'],
    ['server_encoding', 'UTF8'],
    ['password_encryption', 'scram-sha-256'],
  ])('has %s = %s', async (name, setting) => {
    expect(await query(server.url, `SELECT setting FROM pg_settings WHERE name = '${name}'`)).toEqual([
      { setting },
    ]);
  });

  it('logs to whoever asked', () => {
    expect(log.join('\n')).toContain('database system is ready to accept connections');
  });
});

describe('startEmbeddedPostgres', () => {
  it('starts again on the same data', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startEmbeddedPostgres({ dataFolder });
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await first.exited;
    const second = await start({ dataFolder });
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  it('creates the database that is asked for, also in a server that runs already', async () => {
    const dataFolder = await temporaryFolder();
    const one = await start({ dataFolder, database: 'one' });
    const names = ['o"ne', 'two', 'two', 'two'];
    const others = await Promise.all(names.map((database) => start({ dataFolder, database })));
    expect(others.map(({ adopted, pid }) => [adopted, pid])).toEqual(names.map(() => [true, one.pid]));
    const answers = await Promise.all(
      others.map(({ url }) => query(url, 'SELECT current_database() AS name')),
    );
    expect(answers.flat().map(({ name }) => name)).toEqual(names);
  });

  it('leaves an adopted server running', async () => {
    const dataFolder = await temporaryFolder();
    const owner = await start({ dataFolder });
    const adopter = await start({ dataFolder });
    await adopter.stop();
    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('adopts no server that refuses the password of the folder', async () => {
    const dataFolder = await temporaryFolder();
    await start({ dataFolder });
    await writeFile(path.join(dataFolder, 'password'), 'changed');
    await expect(start({ dataFolder })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringContaining('does not accept the password'),
    });
  });

  it('names both versions when the cluster is of an older major version', async () => {
    const dataFolder = await temporaryFolder();
    const { version } = await startAndStop(dataFolder);
    await writeFile(path.join(dataFolder, 'cluster/PG_VERSION'), '13\n');
    await expect(start({ dataFolder })).rejects.toMatchObject({
      code: 'VERSION_MISMATCH',
      message: expect.stringMatching(new RegExp(`made by Postgres 13, .* ${version} in `)),
    });
  });

  it('runs a system Postgres where npm has installed none', async () => {
    const systemFolder = await temporaryFolder(0o755);
    const native = await copyOfNpmPackage(installedNpmFolder() ?? '', [systemFolder]);
    const [npm] = await findPostgresBinaries();
    await symlink(native, path.join(systemFolder, String(npm?.version)));
    const environment = { npmFolder: null, systemFolder, PATH: '/usr/bin:/bin' };
    const server = await start({ dataFolder: await temporaryFolder(), environment });
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('shows the log of a server that cannot start', async () => {
    const dataFolder = await temporaryFolder();
    await startAndStop(dataFolder);
    await writeFile(path.join(dataFolder, 'cluster/postgresql.auto.conf'), "work_mem = 'plenty'\n");
    await expect(start({ dataFolder })).rejects.toMatchObject({
      code: 'START_FAILED',
      message: expect.stringMatching(/invalid value for parameter "work_mem"/),
    });
  });

  it('shows what initdb says when it fails', async () => {
    const systemFolder = await temporaryFolder(0o755);
    await brokenInstallation(path.join(systemFolder, '18/bin'));
    const dataFolder = await temporaryFolder();
    const environment = { npmFolder: null, systemFolder, PATH: '/usr/bin:/bin' };
    await expect(start({ dataFolder, environment })).rejects.toMatchObject({
      code: 'INITDB_FAILED',
      message: expect.stringContaining('no space left'),
    });
    // The folder stays as good as new.
    expect(await start({ dataFolder })).toMatchObject({ adopted: false });
  });
});
