import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { SystemUser } from './command.js';

/** How a program gets to a folder: by `path`, for which it may have to inherit a descriptor as its number 3. */
export interface FolderAccess {
  readonly path: string;
  readonly descriptor3: number | undefined;
}

/**
 * Lets a program that runs as `user` into a folder of that user below parents that only we may cross, such as a
 * project in /root with mode 700. Permission to cross parents is asked when a path is walked, and the descriptor of
 * an open folder needs no walk; Linux names it as /proc/self/fd/3 in the program and in all processes that it forks.
 */
export async function withFolderAccess<T>(
  folder: string,
  user: SystemUser | undefined,
  use: (access: FolderAccess) => Promise<T>,
): Promise<T> {
  if (!user || process.platform !== 'linux') return use({ path: folder, descriptor3: undefined });
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    return await use({ path: '/proc/self/fd/3', descriptor3: handle.fd });
  } finally {
    await handle.close();
  }
}
