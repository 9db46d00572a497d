import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { isAlive } from '../../../test/support/embedded-postgres/query.js';
import { eventually } from '../../../test/support/eventually.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { startServerProcess } from './server-process.js';

/** A machine so busy that a server which ends at once is gone before its folder is let go. */
vi.mock('./folder-access.js', () => ({
  withFolderAccess: async (
    folder: string,
    _user: unknown,
    use: (access: object) => Promise<{ readonly pid: number }>,
  ) => {
    const started = await use({ path: folder, descriptor3: undefined });
    await eventually(() => !isAlive(started.pid), { what: 'the server to end' });
    return started;
  },
}));

it('tells of a server that ended before anybody could look', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'bin'));
  const program = path.join(folder, 'bin', 'postgres');
  await writeFile(program, '#!/bin/sh\necho "[1] F0001 FATAL:  lock file exists" >&2\nexit 1\n');
  await chmod(program, 0o755);
  const server = await startServerProcess({
    bin: path.dirname(program),
    cluster: folder,
    port: 5432,
    user: undefined,
    PATH: undefined,
    log: () => {},
  });
  await server.exited;
  expect(server.hasExited()).toBe(true);
  expect(server.lastLines()).toContain('F0001 FATAL');
});
