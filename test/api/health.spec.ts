import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openApi, replyOf } from '../support/api-process.js';
import { startArchway } from '../support/archway-process.js';
import { query } from '../support/embedded-postgres/query.js';

const api = await openApi();
const health = async (name: 'live' | 'ready') => replyOf(await fetch(`${api.url}/health/${name}`));

describe('health', () => {
  it('is live and ready', async () => {
    expect(await health('live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await health('ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is live but not ready while a migration is missing', async () => {
    await api.database.query('create table kept as select * from schema_migrations');
    await api.database.query('delete from schema_migrations');
    onTestFinished(async () => {
      await api.database.query('insert into schema_migrations select * from kept');
      await api.database.query('drop table kept');
    });
    expect(await health('live')).toMatchObject({ status: 200 });
    const { status, body } = await health('ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('archway migrate') });
  });

  it('is live but not ready while Postgres takes no connection, and ready again afterwards', async () => {
    const allow = (allowed: boolean) =>
      query(inject('postgres').url, `alter database "${api.database.name}" allow_connections ${allowed}`);
    await allow(false);
    onTestFinished(async () => void (await allow(true)));
    await query(
      inject('postgres').url,
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${api.database.name}'`,
    );
    expect(await health('live')).toMatchObject({ status: 200 });
    expect(await health('ready')).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE', detail: 'Postgres does not answer', problems: [{ field: 'database' }] },
    });
    await allow(true);
    expect(await health('ready')).toMatchObject({ status: 200 });
  });

  it('is not ready while Redis does not answer, and stops all the same', async () => {
    const redisUrl = `redis://127.0.0.1:${await closedPort()}`;
    const other = await startArchway('api', { DATABASE_URL: api.database.url, REDIS_URL: redisUrl });
    onTestFinished(async () => void (await other.end('SIGKILL')));
    expect(await replyOf(await fetch(`${other.url}/health/live`))).toMatchObject({ status: 200 });
    expect(await replyOf(await fetch(`${other.url}/health/ready`))).toMatchObject({
      status: 503,
      body: { code: 'UNAVAILABLE', detail: 'The job queue does not answer', problems: [{ field: 'queue' }] },
    });
    expect(await other.end('SIGTERM')).toBe(0);
  });

  it('answers what is not there with a problem', async () => {
    const reply = await replyOf(await fetch(`${api.url}/v1/artifacts/0199d3a0-5a2b-7c3d-8e4f-123456789abc`));
    expect(reply).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await replyOf(await fetch(`${api.url}/v1/artifacts/42`))).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT', problems: [{ field: 'id' }] },
    });
    expect(await replyOf(await fetch(`${api.url}/nothing`))).toMatchObject({ status: 404 });
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
