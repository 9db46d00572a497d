import { randomUUID } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgresError } from './errors.js';
import { renameUnlessTaken, systemErrorCode, unless } from './file-errors.js';
import { restoreNpmPackage } from './npm-package.js';

/**
 * Where copies go, in order of preference. /var/cache comes first: only root can write there, and unlike the
 * temporary folder nobody clears it below a running server.
 */
export const COPY_FOLDERS: readonly string[] = ['/var/cache/archway', tmpdir()];

/**
 * A copy of the npm package's `native` folder that every user can read and only we can change; for a package that
 * the server's user cannot reach, or that we cannot restore in place. Made once and found again later; processes
 * that make it at the same time do not disturb each other.
 *
 * @param folders where the copy may go: the first that can be written
 * @throws EmbeddedPostgresError NO_BINARIES when none can
 */
export async function copyOfNpmPackage(
  native: string,
  folders: readonly string[] = COPY_FOLDERS,
): Promise<string> {
  const failures: string[] = [];
  for (const folder of folders) {
    const copy = path.join(
      folder,
      `postgres-${await packageVersion(native)}-${process.getuid?.() ?? 'user'}`,
    );
    try {
      if (await isWholeAndOurs(copy, native)) await restoreNpmPackage(copy);
      else await placeFreshCopy(copy, native);
      return copy;
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      failures.push(`${folder}: ${String(error)}`);
    }
  }
  throw new EmbeddedPostgresError(
    'NO_BINARIES',
    `the Postgres binaries in ${native} must be copied to a place that the server's user can reach, but no folder takes them; ${failures.join('; ')}`,
  );
}

async function packageVersion(native: string): Promise<string> {
  const manifest = await unless(['ENOENT'], readFile(path.join(native, '..', 'package.json'), 'utf8'));
  const version: unknown = manifest && JSON.parse(manifest).version;
  return `${typeof version === 'string' ? version : 'unversioned'}-${process.platform}-${process.arch}`;
}

/** A stranger may have put a folder of that name there, and cleaners of temporary folders take files away. */
async function isWholeAndOurs(copy: string, native: string): Promise<boolean> {
  const top = await unless(['ENOENT'], lstat(copy));
  if (!top?.isDirectory() || top.uid !== process.getuid?.() || (top.mode & 0o022) !== 0) return false;
  for (const name of await readdir(native, { recursive: true })) {
    const [original, copied] = await Promise.all([
      lstat(path.join(native, name)),
      unless(['ENOENT'], lstat(path.join(copy, name))),
    ]);
    if (!copied || (original.isFile() && original.size !== copied.size)) return false;
  }
  return true;
}

async function placeFreshCopy(copy: string, native: string): Promise<void> {
  await mkdir(path.dirname(copy), { recursive: true, mode: 0o755 });
  const draft = `${copy}.${randomUUID()}`;
  const discarded = `${draft}.old`;
  try {
    await mkdir(draft, { mode: 0o700 });
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await normalizeModes(draft);
    await restoreNpmPackage(draft);
    if (await renameUnlessTaken(draft, copy)) return;
    // Taken by another process, which made the same copy meanwhile, or by one that is broken or not ours.
    if (await isWholeAndOurs(copy, native)) return;
    await unless(['ENOENT'], rename(copy, discarded));
    await renameUnlessTaken(draft, copy);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(discarded, { recursive: true, force: true });
  }
}

/** The package may have been installed read-only, or under a umask that hides it from others. */
async function normalizeModes(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(file, 0o755);
    else if (entry.isFile()) await chmod(file, (await lstat(file)).mode & 0o100 ? 0o755 : 0o644);
  }
}
