import { chmod, chown, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { launcherProgram } from '../../../test/support/embedded-postgres/launcher-process.js';
import { query } from '../../../test/support/embedded-postgres/query.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { copyOfNpmPackage } from './binaries-copy.js';
import { runCommand } from './command.js';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './launcher.js';
import { installedNpmFolder } from './npm-package.js';
import { serverUserFor } from './server-user.js';

const NOBODY = 65534;
const asRoot = process.getuid?.() === 0;
let program: Awaited<ReturnType<typeof launcherProgram>>;
/** The npm package in a place that every user can reach, wherever the repository is. */
let npmFolder: string;

beforeAll(async () => {
  program = await launcherProgram();
  const folder = await mkdtemp(path.join(tmpdir(), 'archway-test-'));
  await chmod(folder, 0o755);
  npmFolder = await copyOfNpmPackage(installedNpmFolder() ?? '', [folder]);
});
afterAll(async () => {
  await program.remove();
  await rm(path.dirname(npmFolder), { recursive: true });
});

async function start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(options);
  onTestFinished(() => server.stop());
  return server;
}

async function uidOfServer(dataFolder: string): Promise<number> {
  return (await stat(path.join(dataFolder, 'cluster/postmaster.pid'))).uid;
}

describe('an ordinary user', () => {
  /** A package that the user may read and run, but not complete. */
  async function othersPackage(): Promise<string> {
    const native = await copyOfNpmPackage(npmFolder, [await temporaryFolder(0o755)]);
    await rm(path.join(native, 'lib/libpq.so.5'));
    await chmod(path.join(native, 'lib'), 0o555);
    onTestFinished(() => chmod(path.join(native, 'lib'), 0o755));
    return native;
  }

  it('runs a server from binaries that belong to someone else', async () => {
    const [dataFolder, copies] = [await temporaryFolder(), await temporaryFolder()];
    const user = asRoot ? { uid: NOBODY } : {};
    if (asRoot) await Promise.all([dataFolder, copies].map((folder) => chown(folder, NOBODY, NOBODY)));
    const environment = { npmFolder: await othersPackage(), copyFolders: [copies] };
    const { report } = await program.launch({ dataFolder, environment, ...user });
    expect(report.message).toBeUndefined();
    expect(await query(report.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

if (asRoot) {
  describe('root', () => {
    it('runs the server as another user, from a home that is closed to that user', async () => {
      const home = await temporaryFolder(0o700);
      const dataFolder = path.join(home, 'archway/.archway');
      const hidden = await copyOfNpmPackage(npmFolder, [path.join(home, 'node_modules')]);
      const copyFolders = [await temporaryFolder(0o755)];
      const user = await serverUserFor(path.join(dataFolder, 'cluster'));
      expect(await runCommand('ls', [home], { user })).toMatchObject({ succeeded: false });

      const server = await start({ dataFolder, environment: { npmFolder: hidden, copyFolders } });
      await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(await uidOfServer(dataFolder)).toBe(user?.uid);
      expect(await readdir(copyFolders[0] ?? '')).toHaveLength(1);
    });

    it('takes over the cluster of an ordinary user, as that user', async () => {
      const dataFolder = await temporaryFolder();
      await chown(dataFolder, NOBODY, NOBODY);
      const theirs = await program.launch({ dataFolder, environment: { npmFolder }, uid: NOBODY });
      expect(theirs.report.message).toBeUndefined();
      await theirs.end();
      await start({ dataFolder });
      expect(await uidOfServer(dataFolder)).toBe(NOBODY);
    });

    it('has a cluster that an ordinary user is told not to be its own', async () => {
      const dataFolder = await temporaryFolder(0o755);
      await (await start({ dataFolder })).stop();
      const { report } = await program.launch({ dataFolder, environment: { npmFolder }, uid: 4711 });
      expect(report).toMatchObject({ errorCode: 'FOLDER_NOT_USABLE' });
    });
  });
}
