import { readFile, readlink, realpath, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode, unless } from './file-errors.js';

/** The file by which a running server holds its cluster. */
export interface PostmasterPid {
  readonly pid: number;
  /** Absent while the server is opening its sockets. */
  readonly port: number | undefined;
  readonly ready: boolean;
}

const PORT_LINE = 3;
const STATUS_LINE = 7;

export function parsePostmasterPid(text: string): PostmasterPid | undefined {
  const lines = text.split('\n');
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[PORT_LINE]) || undefined, ready: lines[STATUS_LINE]?.trim() === 'ready' };
}

/** Who holds the cluster, if the process is alive; undefined when nobody does or the file is stale. */
export async function clusterHolder(cluster: string): Promise<PostmasterPid | undefined> {
  const file = path.join(cluster, 'postmaster.pid');
  const text = await unless(['ENOENT'], readFile(file, 'utf8'));
  const holder = parsePostmasterPid(text ?? '');
  if (!holder || !isAlive(holder.pid)) return undefined;
  if (!(await worksElsewhere(holder.pid, cluster))) return holder;
  // After a crash of the whole machine or container its pid may have gone to another program, because of which
  // Postgres would refuse to start for ever. Should a server start at this very moment, it is safe: without the
  // file, the shared memory of a cluster still keeps a second server out.
  if ((await unless(['ENOENT'], readFile(file, 'utf8'))) === text) await rm(file, { force: true });
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

/** A server's working folder is its cluster. False also when this cannot be known. */
async function worksElsewhere(pid: number, cluster: string): Promise<boolean> {
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return folder !== undefined && folder !== (await realpath(cluster));
}
