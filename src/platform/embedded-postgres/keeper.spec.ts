import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { isAlive, query } from '../../../test/support/embedded-postgres/query.js';
import { eventually } from '../../../test/support/eventually.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { type KeeperEvent, keepEmbeddedPostgres } from './keeper.js';
import { startEmbeddedPostgres } from './launcher.js';

async function keep(dataFolder: string) {
  const events: KeeperEvent[] = [];
  const server = await keepEmbeddedPostgres({ dataFolder, onEvent: (event) => events.push(event) });
  onTestFinished(() => server.stop());
  const runsAgain = (times: number) =>
    eventually(() => events.filter(({ kind }) => kind === 'runs-again')[times - 1], {
      what: `the server to run again for the ${times}th time`,
    });
  return { ...server, events, runsAgain };
}

const pidOf = async (url: string): Promise<number> => {
  const [row] = await query(url, `select pg_read_file('postmaster.pid') as text`);
  return Number(String(row?.text).split('\n')[0]);
};

it('starts a killed server again, at the same address and with what was committed', async () => {
  const server = await keep(await temporaryFolder());
  await query(server.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  for (let times = 1; times <= 2; times += 1) {
    const killed = await pidOf(server.url);
    process.kill(killed, 'SIGKILL');
    expect(await server.runsAgain(times)).toMatchObject({ adopted: false });
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(isAlive(killed)).toBe(false);
  }
  expect(server.events.map(({ kind }) => kind)).toEqual(['ended', 'runs-again', 'ended', 'runs-again']);
});

it('is shared: of several that keep one server, one starts it again and the others adopt it', async () => {
  const dataFolder = await temporaryFolder();
  const keepers = [await keep(dataFolder), await keep(dataFolder), await keep(dataFolder)];
  const [one] = keepers;
  process.kill(await pidOf(one?.url ?? ''), 'SIGKILL');
  const again = await Promise.all(keepers.map(({ runsAgain }) => runsAgain(1)));
  expect(again.map((event) => event.kind === 'runs-again' && event.adopted).toSorted()).toEqual([
    false,
    true,
    true,
  ]);
  expect(new Set(again.map((event) => event.kind === 'runs-again' && event.pid)).size).toBe(1);
});

it('takes over a server whose owner has stopped it', async () => {
  const dataFolder = await temporaryFolder();
  const owner = await startEmbeddedPostgres({ dataFolder });
  const keeper = await keep(dataFolder);
  await owner.stop();
  await keeper.runsAgain(1);
  expect(await query(keeper.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('ends a server that it has started again when it is stopped', async () => {
  const server = await keep(await temporaryFolder());
  process.kill(await pidOf(server.url), 'SIGKILL');
  await server.runsAgain(1);
  const pid = await pidOf(server.url);
  await server.stop();
  expect(isAlive(pid)).toBe(false);
});

it('is lost, with the reason, when another program has taken the address', async () => {
  const dataFolder = await temporaryFolder();
  const owner = await startEmbeddedPostgres({ dataFolder });
  const keeper = await keep(dataFolder);
  const thief = createServer();
  onTestFinished(() => void thief.close());
  // The folder's file says another port: whoever starts first moves the server.
  await rm(path.join(dataFolder, 'port'));
  await owner.stop();
  thief.listen(keeper.port, '127.0.0.1');
  await once(thief, 'listening').catch(() => undefined);
  expect((await keeper.lost).message).toMatch(/another port now, \d+, .*start this process again/);
});

it('gives up on a server that cannot be started, and says so', async () => {
  const dataFolder = await temporaryFolder();
  const server = await keep(dataFolder);
  const pid = await pidOf(server.url);
  await rm(path.join(dataFolder, 'password'));
  process.kill(pid, 'SIGKILL');
  expect((await server.lost).message).toContain('more than 8 times in a row');
  expect(server.events.filter(({ kind }) => kind === 'not-started').length).toBeGreaterThan(5);
});
