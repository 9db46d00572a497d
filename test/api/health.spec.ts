import { describe, expect, it, onTestFinished } from 'vitest';
import { openApi, replyOf } from '../support/api-process.js';

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
    expect(body).toMatchObject({ code: 'UNAVAILABLE', title: expect.stringContaining('archway migrate') });
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
