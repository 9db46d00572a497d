import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder.js';
import { unless } from './file-errors.js';
import { freePort, isFreePort } from './free-port.js';

/**
 * The port for a new server of the folder: that of the last one, if nothing has taken it, so that whoever was
 * connected to that one finds this one at the same address.
 */
export async function choosePort(data: DataFolder): Promise<number> {
  const text = await unless(['ENOENT'], readFile(data.portFile, 'utf8'));
  const last = Number(text);
  return Number.isInteger(last) && last > 0 && (await isFreePort(last)) ? last : freePort();
}

export async function rememberPort({ portFile }: DataFolder, port: number): Promise<void> {
  const draft = `${portFile}-${process.pid}`;
  await writeFile(draft, `${port}\n`);
  await rename(draft, portFile);
}
