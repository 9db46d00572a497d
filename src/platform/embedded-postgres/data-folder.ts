import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors.js';
import { systemErrorCode, unless } from './file-errors.js';

/** Names that the launcher itself, or a file system at its root, puts into a data folder. */
const OWN_NAMES = /^(cluster|password|password-.*|port|port-.*|initdb-.*|lost\+found)$/;

/**
 * A data folder and its parts. The cluster is a folder in it, not the folder itself, so that it may be a mounted
 * volume: initdb's result is moved into place, which cannot replace a mount point.
 */
export interface DataFolder {
  readonly folder: string;
  /** What Postgres calls the data directory. */
  readonly cluster: string;
  /** Holds the superuser's password, readable by the user that started Archway only. */
  readonly passwordFile: string;
  /** Holds the port of the last server. */
  readonly portFile: string;
}

/**
 * Creates the data folder when it is absent.
 *
 * @throws EmbeddedPostgresError FOLDER_NOT_USABLE when it cannot be created or holds something else
 */
export async function openDataFolder(folder: string): Promise<DataFolder> {
  let names: string[];
  try {
    await mkdir(folder, { recursive: true });
    names = await readdir(folder);
  } catch (error) {
    throw notUsable(`${folder} cannot be used as a data folder (${String(error)})`, error);
  }
  const foreign = names.filter((name) => !OWN_NAMES.test(name));
  if (foreign.length > 0 && !names.includes('cluster')) {
    const kind = foreign.includes('PG_VERSION')
      ? 'is itself a Postgres cluster, which Archway did not make and whose password it does not know'
      : `holds something else (${foreign.slice(0, 3).join(', ')}${foreign.length > 3 ? ', ...' : ''})`;
    throw notUsable(`${folder} ${kind}`);
  }
  return {
    folder,
    cluster: path.join(folder, 'cluster'),
    passwordFile: path.join(folder, 'password'),
    portFile: path.join(folder, 'port'),
  };
}

/**
 * The major version that made the cluster, or undefined when there is none yet.
 *
 * @throws EmbeddedPostgresError FOLDER_NOT_USABLE when the folder of the cluster holds something else
 */
export async function clusterVersion({ cluster }: DataFolder): Promise<number | undefined> {
  try {
    const names = (await unless(['ENOENT'], readdir(cluster))) ?? [];
    if (names.length === 0) return undefined;
    const text = (await unless(['ENOENT'], readFile(path.join(cluster, 'PG_VERSION'), 'utf8'))) ?? '';
    if (/^\d+\s*$/.test(text)) return Number(text);
  } catch (error) {
    throw notUsable(`${cluster} cannot be read (${String(error)})`, error);
  }
  throw notUsable(`${cluster} is not a Postgres cluster: its file PG_VERSION is missing or holds no version`);
}

/** @throws EmbeddedPostgresError FOLDER_NOT_USABLE when the cluster's password is lost or not ours to read */
export async function readPassword({ passwordFile }: DataFolder): Promise<string> {
  try {
    return (await readFile(passwordFile, 'utf8')).trim();
  } catch (error) {
    throw notUsable(
      `the password of the cluster cannot be read from ${passwordFile} (${String(error)})`,
      error,
    );
  }
}

/**
 * Makes the password, unless there is one. It exists before any cluster does, so that of several first starts at
 * once it does not matter whose cluster wins.
 */
export async function ensurePassword(data: DataFolder): Promise<string> {
  const draft = path.join(data.folder, `password-${randomUUID()}`);
  try {
    const handle = await open(draft, 'wx', 0o600);
    await handle.writeFile(`${randomBytes(24).toString('base64url')}\n`);
    await handle.sync();
    await handle.close();
    // A link appears whole and never replaces another process's.
    await unless(['EEXIST'], link(draft, data.passwordFile));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw notUsable(`${data.folder} cannot be written (${String(error)})`, error);
  } finally {
    await rm(draft, { force: true });
  }
  return readPassword(data);
}

function notUsable(problem: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'FOLDER_NOT_USABLE',
    `${problem}: choose an empty or absent folder, or set DATABASE_URL to use a server of your own`,
    { cause },
  );
}
