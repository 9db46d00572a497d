import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launcherProgram } from '../../../test/support/embedded-postgres/launcher-process.js';
import { isAlive, query } from '../../../test/support/embedded-postgres/query.js';
import { eventually } from '../../../test/support/eventually.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './launcher.js';

/** The ports to be chosen first. */
const riggedPorts = vi.hoisted((): number[] => []);
/** Ports that were looked at. */
const looks = vi.hoisted((): number[] => []);
vi.mock('./free-port.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('./free-port.js')>();
  return {
    freePort: async () => riggedPorts.shift() ?? original.freePort(),
    isFreePort: (port: number) => {
      looks.push(port);
      return original.isFreePort(port);
    },
  };
});

let program: Awaited<ReturnType<typeof launcherProgram>>;

beforeAll(async () => {
  program = await launcherProgram();
});
afterAll(() => program.remove());

async function start(dataFolder: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder });
  onTestFinished(() => server.stop());
  return server;
}

describe('several processes', () => {
  it('that start for the first time at once share one server', async () => {
    const dataFolder = await temporaryFolder();
    const launchers = await Promise.all([1, 2, 3].map(() => program.launch({ dataFolder })));
    const reports = launchers.map(({ report }) => report);
    expect(reports.map(({ message }) => message)).toEqual([undefined, undefined, undefined]);
    expect(new Set(reports.map(({ serverPid }) => serverPid)).size).toBe(1);
    expect(reports.filter(({ adopted }) => !adopted)).toHaveLength(1);
    for (const { url } of reports) expect(await query(url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(dataFolder)).toSorted()).toEqual(['cluster', 'password', 'port']);
  });

  it('that find a stopped server at once share one server', async () => {
    const dataFolder = await temporaryFolder();
    await (await start(dataFolder)).stop();
    const launchers = await Promise.all([1, 2, 3].map(() => program.launch({ dataFolder })));
    expect(new Set(launchers.map(({ report }) => report.serverPid)).size).toBe(1);
  });
});

describe('kill -9 of the server', () => {
  it('costs no acknowledged commit in five rounds, each started again at once', async () => {
    const dataFolder = await temporaryFolder();
    let acknowledged = 0;
    let server = await start(dataFolder);
    await query(server.url, 'CREATE TABLE commits (n int PRIMARY KEY)');
    for (let round = 1; round <= 5; round += 1) {
      const goal = acknowledged + 25;
      const writing = (async () => {
        for (;;) {
          await query(server.url, `INSERT INTO commits VALUES (${acknowledged + 1})`);
          acknowledged += 1;
        }
      })();
      await eventually(() => acknowledged >= goal, { what: 'commits of this round' });
      process.kill(server.pid, 'SIGKILL');
      await expect(writing).rejects.toThrow();
      server = await start(dataFolder);
      const [row] = await query(server.url, 'SELECT count(*)::int AS n, max(n) AS last FROM commits');
      // A commit may have been made without its acknowledgement reaching us.
      expect(row?.n).toBeOneOf([acknowledged, acknowledged + 1]);
      expect(row?.last).toBe(row?.n);
      acknowledged = Number(row?.n);
    }
    expect(acknowledged).toBeGreaterThanOrEqual(125);
  });

  it('is told by `exited`', async () => {
    const server = await start(await temporaryFolder());
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    expect(isAlive(server.pid)).toBe(false);
  });
});

describe('kill -9 of the process that started the server', () => {
  it('loses nothing, and the next start has a server that stays', async () => {
    const dataFolder = await temporaryFolder();
    const first = await program.launch({ dataFolder });
    await query(first.report.url ?? '', 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.kill();
    const second = await start(dataFolder);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    if (process.platform === 'linux') expect(second.pid).not.toBe(first.report.serverPid);
  });

  if (process.platform === 'linux') {
    it('ends the server in good order', async () => {
      const launcher = await program.launch({ dataFolder: await temporaryFolder() });
      const pid = launcher.report.serverPid ?? 0;
      expect(isAlive(pid)).toBe(true);
      await launcher.kill();
      await eventually(() => !isAlive(pid), { what: 'the server of a killed parent to end' });
    });
  }
});

describe('the port of the last server', () => {
  it('is waited for while something else holds it for a moment', async () => {
    const dataFolder = await temporaryFolder();
    const first = await startEmbeddedPostgres({ dataFolder });
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    looks.length = 0;
    const starting = start(dataFolder);
    await eventually(() => looks.filter((port) => port === first.port).length > 2, {
      what: 'the launcher to find the port taken',
    });
    other.close();
    expect((await starting).port).toBe(first.port);
  });
});

describe('a port that is taken between its choice and its use', () => {
  it('costs another try and nothing else', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    riggedPorts.push(port);
    const server = await start(await temporaryFolder());
    expect(riggedPorts).toEqual([]);
    expect(server.port).not.toBe(port);
  });
});
