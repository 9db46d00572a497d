import { readFile, rename, writeFile } from 'node:fs/promises';
import type { DataFolder } from './data-folder.js';
import { unless } from './file-errors.js';
import { freePort, isFreePort } from './free-port.js';

/**
 * The port for a new server of the folder: that of the last one, so that whoever was connected to that one finds this one at the
 * same address.
 *
 * @param patient whether to wait when that port is taken. It mostly is for a moment only: by another process of ours that looks
 * whether it is free, or starts the server itself, or by somebody's connection to elsewhere.
 * @returns undefined when it is to be waited for
 */
export async function choosePort(data: DataFolder, patient: boolean): Promise<number | undefined> {
  const text = await unless(['ENOENT'], readFile(data.portFile, 'utf8'));
  const last = Number(text);
  if (!Number.isInteger(last) || last <= 0) return freePort();
  if (await isFreePort(last)) return last;
  return patient ? undefined : freePort();
}

export async function rememberPort({ portFile }: DataFolder, port: number): Promise<void> {
  const draft = `${portFile}-${process.pid}`;
  await writeFile(draft, `${port}\n`);
  await rename(draft, portFile);
}
