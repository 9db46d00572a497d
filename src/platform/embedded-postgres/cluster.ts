import { chown, mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand, type SystemUser } from './command.js';
import { clusterVersion, type DataFolder, ensurePassword } from './data-folder.js';
import { EmbeddedPostgresError } from './errors.js';
import { renameUnlessTaken } from './file-errors.js';
import { withFolderAccess } from './folder-access.js';

/** The superuser of every cluster that we make. */
export const SUPERUSER = 'archway';

/**
 * Makes the cluster of a data folder, owned by `user`. Only a complete cluster ever appears under its name: initdb
 * works in a folder of its own beside it. When another process makes the cluster at the same time, one of the two
 * stays.
 *
 * @param bin folder with initdb
 * @returns the major version of the cluster that stayed
 * @throws EmbeddedPostgresError INITDB_FAILED, FOLDER_NOT_USABLE
 */
export async function createCluster(
  data: DataFolder,
  bin: string,
  user: SystemUser | undefined,
): Promise<number> {
  const password = await ensurePassword(data);
  const draft = await mkdtemp(path.join(data.folder, 'initdb-'));
  try {
    const { succeeded, output } = await initdb(draft, bin, password, user);
    if (succeeded && (await renameUnlessTaken(path.join(draft, 'cluster'), data.cluster))) {
      await syncFolder(data.folder);
    }
    // The winner of a race sweeps the others' drafts away, at which their initdb fails.
    const version = await clusterVersion(data);
    if (version !== undefined) return version;
    throw new EmbeddedPostgresError(
      'INITDB_FAILED',
      `initdb in ${bin} made no cluster in ${data.folder}: ${output}`,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
    await sweepDrafts(data);
  }
}

async function initdb(draft: string, bin: string, password: string, user: SystemUser | undefined) {
  const cluster = path.join(draft, 'cluster');
  const passwordFile = path.join(draft, 'password');
  await mkdir(cluster, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await Promise.all([draft, cluster, passwordFile].map((file) => chown(file, user.uid, user.gid)));
  return withFolderAccess(draft, user, (access) => {
    const options = {
      pgdata: `${access.path}/cluster`,
      pwfile: `${access.path}/password`,
      username: SUPERUSER,
      auth: 'scram-sha-256',
      encoding: 'UTF8',
      locale: 'C',
    };
    const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
    return runCommand(path.join(bin, 'initdb'), args, { user, descriptor3: access.descriptor3 });
  });
}

/** Makes a rename in the folder outlive a power failure, as Postgres does for everything inside the cluster. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  await handle.sync();
  await handle.close();
}

/** Once there is a cluster, removes what interrupted starts left behind. */
async function sweepDrafts(data: DataFolder): Promise<void> {
  if ((await clusterVersion(data)) === undefined) return;
  const { folder } = data;
  const drafts = (await readdir(folder)).filter((name) => name.startsWith('initdb-'));
  // Best effort: a process that lost the race may still be writing, and removes its own draft in the end.
  await Promise.allSettled(
    drafts.map((name) => rm(path.join(folder, name), { recursive: true, force: true })),
  );
}
