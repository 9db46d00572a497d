import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { unless } from './file-errors.js';
import { clusterHolder, parsePostmasterPid } from './postmaster-pid.js';

const fileOf = (pid: number, status: string) =>
  [pid, '/data', 1795539552, 55432, '', '127.0.0.1', ' 16039951         9', status, ''].join('\n');

/** A process that works in `cwd` until the test ends. */
async function processIn(cwd: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume(); console.log()'], { cwd });
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.stdin.end();
    await gone;
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

describe('parsePostmasterPid', () => {
  it('reads a server that is ready', () => {
    expect(parsePostmasterPid(fileOf(4711, 'ready   '))).toEqual({ pid: 4711, port: 55432, ready: true });
  });

  it.each(['starting', 'stopping', 'standby '])('reads a server that is %s', (status) => {
    expect(parsePostmasterPid(fileOf(4711, status))).toEqual({ pid: 4711, port: 55432, ready: false });
  });

  it('reads a file that is not written to its end', () => {
    expect(parsePostmasterPid('4711\n/data\n')).toEqual({ pid: 4711, port: undefined, ready: false });
    expect(parsePostmasterPid('')).toBeUndefined();
    expect(parsePostmasterPid('what?')).toBeUndefined();
  });
});

describe('clusterHolder', () => {
  async function clusterWith(content: string) {
    const cluster = await temporaryFolder();
    const file = path.join(cluster, 'postmaster.pid');
    await writeFile(file, content);
    return { cluster, file };
  }

  it('finds nobody without the file', async () => {
    expect(await clusterHolder(await temporaryFolder())).toBeUndefined();
  });

  it('finds a process that works in the cluster', async () => {
    const cluster = await temporaryFolder();
    const pid = await processIn(cluster);
    await writeFile(path.join(cluster, 'postmaster.pid'), fileOf(pid, 'ready'));
    expect(await clusterHolder(cluster)).toEqual({ pid, port: 55432, ready: true });
  });

  it('leaves the file of a dead process to Postgres, which knows what to check', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const { cluster, file } = await clusterWith(fileOf(child.pid ?? 0, 'ready'));
    expect(await clusterHolder(cluster)).toBeUndefined();
    expect(await unless(['ENOENT'], stat(file))).toBeDefined();
  });

  if (process.platform === 'linux') {
    it('discards the file when its pid has gone to another program', async () => {
      const pid = await processIn(await temporaryFolder());
      const { cluster, file } = await clusterWith(fileOf(pid, 'ready'));
      expect(await clusterHolder(cluster)).toBeUndefined();
      expect(await unless(['ENOENT'], stat(file))).toBeUndefined();
    });
  }
});
