import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { copyOfNpmPackage } from './binaries-copy.js';
import { runCommand, STANDARD_PATH, type SystemUser } from './command.js';
import { EmbeddedPostgresError } from './errors.js';
import { unless } from './file-errors.js';
import { installedNpmFolder, restoreNpmPackage } from './npm-package.js';

export const OLDEST_SUPPORTED_VERSION = 14;

/** Where to look for Postgres; an absent field means the usual place. */
export interface BinarySearch {
  /** PATH of the calling process, folders joined by ':'. */
  readonly PATH?: string;
  /** Folder that holds one folder per major version, each with bin/ (Debian's layout). */
  readonly systemFolder?: string;
  /** The `native` folder of the npm package; null stands for "not installed". */
  readonly npmFolder?: string | null;
  /** Where the npm package may be copied to when the server's user cannot reach it. */
  readonly copyFolders?: readonly string[];
}

/** One place where Postgres was looked for. Usable if and only if `whyNot` is absent. */
export interface PostgresBinaries {
  readonly source: 'npm' | 'system' | 'PATH';
  /** Folder that should hold `postgres` and `initdb`. */
  readonly folder: string;
  /** Major version; absent when `postgres --version` gave none. */
  readonly version?: number;
  readonly whyNot?: string;
}

type Place = Pick<PostgresBinaries, 'source' | 'folder'>;

/** Every place with a Postgres on this machine, usable by us or not, in order of preference. */
export async function findPostgresBinaries(search: BinarySearch = {}): Promise<PostgresBinaries[]> {
  const native = search.npmFolder === undefined ? installedNpmFolder() : search.npmFolder;
  const places = [
    ...(await systemPlaces(search.systemFolder ?? '/usr/lib/postgresql')),
    ...(await pathPlaces(search.PATH ?? STANDARD_PATH)),
  ].filter(({ folder }, index, all) => all.findIndex((other) => other.folder === folder) === index);
  return Promise.all([
    ...(native === null ? [] : [examineNpmPackage(native, search)]),
    ...places.map((place) => examine(place)),
  ]);
}

/**
 * The binaries to run a cluster with: those of its major version or, for a cluster yet to be made, the most
 * preferred. The folder returned is one from which `user` can run them, if need be a copy.
 *
 * @throws EmbeddedPostgresError VERSION_MISMATCH, NO_BINARIES
 */
export async function chooseBinaries(
  clusterVersion: number | undefined,
  user: SystemUser | undefined,
  search: BinarySearch = {},
): Promise<PostgresBinaries> {
  const found = await findPostgresBinaries(search);
  const rejected: PostgresBinaries[] = [];
  for (const binaries of found) {
    const suitable = clusterVersion === undefined || binaries.version === clusterVersion;
    const checked = suitable && !binaries.whyNot ? await runnableBy(user, binaries, search) : binaries;
    if (suitable && !checked.whyNot) return checked;
    rejected.push(checked);
  }
  throw noSuitableBinaries(clusterVersion, rejected);
}

/** As `binaries`, if need be moved to where `user` can run them; with `whyNot` when there is no such place. */
async function runnableBy(
  user: SystemUser | undefined,
  binaries: PostgresBinaries,
  search: BinarySearch,
): Promise<PostgresBinaries> {
  if (!user) return binaries;
  const inPlace = await examine(binaries, user);
  if (!inPlace.whyNot || binaries.source !== 'npm') return inPlace;
  const copy = await copyOfNpmPackage(path.dirname(binaries.folder), search.copyFolders);
  return examine({ source: 'npm', folder: path.join(copy, 'bin') }, user);
}

async function examineNpmPackage(native: string, { copyFolders }: BinarySearch): Promise<PostgresBinaries> {
  const place = (folder: string): Place => ({ source: 'npm', folder: path.join(folder, 'bin') });
  try {
    await restoreNpmPackage(native);
    return examine(place(native));
  } catch (error) {
    // Installed by someone else or read-only: what is missing can be restored in a copy only.
    const copy = await copyOfNpmPackage(native, copyFolders).catch(() => undefined);
    return copy ? examine(place(copy)) : { ...place(native), whyNot: `cannot be restored: ${String(error)}` };
  }
}

async function systemPlaces(systemFolder: string): Promise<Place[]> {
  const versions = (await unless(['ENOENT', 'ENOTDIR', 'EACCES'], readdir(systemFolder))) ?? [];
  return versions
    .filter((version) => /^\d+$/.test(version))
    .toSorted((left, right) => Number(right) - Number(left))
    .map((version) => ({ source: 'system', folder: path.join(systemFolder, version, 'bin') }));
}

async function pathPlaces(pathList: string): Promise<Place[]> {
  const places: Place[] = [];
  for (const folder of pathList.split(path.delimiter).filter(path.isAbsolute)) {
    const server = await unless(['ENOENT', 'ENOTDIR', 'EACCES'], realpath(path.join(folder, 'postgres')));
    if (server) places.push({ source: 'PATH', folder: path.dirname(server) });
  }
  return places;
}

async function examine(place: Place, user?: SystemUser): Promise<PostgresBinaries> {
  const run = (program: string) => runCommand(path.join(place.folder, program), ['--version'], { user });
  const [initdb, postgres] = await Promise.all([run('initdb'), run('postgres')]);
  const version = Number(/\(PostgreSQL\) (\d+)/.exec(postgres.output)?.[1]);
  const whyNot = [
    !initdb.succeeded && `initdb does not run: ${initdb.output}`,
    !postgres.succeeded && `postgres does not run: ${postgres.output}`,
    postgres.succeeded && !version && `unknown version '${postgres.output}'`,
    version < OLDEST_SUPPORTED_VERSION && `older than ${OLDEST_SUPPORTED_VERSION}`,
  ].filter((reason) => reason !== false);
  return {
    ...place,
    ...(version > 0 && { version }),
    ...(whyNot.length > 0 && { whyNot: `${user ? `as user ${user.name}: ` : ''}${whyNot.join('; ')}` }),
  };
}

function noSuitableBinaries(
  clusterVersion: number | undefined,
  rejected: readonly PostgresBinaries[],
): EmbeddedPostgresError {
  const list = rejected
    .map(({ folder, version, whyNot }) => [
      version ?? 'unknown version',
      `in ${folder}`,
      whyNot && `(${whyNot})`,
    ])
    .map((parts) => parts.filter(Boolean).join(' '));
  const seen = list.length > 0 ? list.join('; ') : 'none';
  if (clusterVersion === undefined || rejected.length === 0) {
    return new EmbeddedPostgresError(
      'NO_BINARIES',
      `no usable Postgres was found (found: ${seen}): run 'npm ci' with optional dependencies, install Postgres ${OLDEST_SUPPORTED_VERSION} or newer, or set DATABASE_URL to a server that runs elsewhere`,
    );
  }
  return new EmbeddedPostgresError(
    'VERSION_MISMATCH',
    `the cluster was made by Postgres ${clusterVersion}, but the Postgres that can be run here is ${seen}: install Postgres ${clusterVersion} beside it, carry the data over with pg_upgrade or pg_dump, or choose another data folder`,
  );
}
