import { request } from 'node:http';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { openApi, replyOf } from '../support/api-process.js';

const api = await openApi();
const QUERY = '{ experiments { pageInfo { hasNextPage } } }';

/** fetch does not let a caller choose the Host header. */
function statusFor(headers: Readonly<Record<string, string>>, path = '/health/live'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(new URL(path, api.url), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}

describe('an internal error', () => {
  it('is masked, and found in the log by its id', async () => {
    await api.database.query('alter table experiments rename to hidden');
    onTestFinished(async () => void (await api.database.query('alter table hidden rename to experiments')));
    const { body, text } = await api.post(QUERY);
    const [error] = body.errors ?? [];
    expect(error?.extensions).toMatchObject({ code: 'INTERNAL' });
    expect(text).not.toMatch(/relation|select|stack|node_modules/i);
    const logged = api.log.find(({ errorId }) => errorId === error?.extensions.errorId);
    expect(JSON.stringify(logged)).toContain('relation \\"experiments\\" does not exist');
  });

  it('of a REST route is a masked problem', async () => {
    await api.database.query('alter table artifacts rename to hidden');
    onTestFinished(async () => void (await api.database.query('alter table hidden rename to artifacts')));
    const { status, contentType, body, text } = await replyOf(
      await fetch(`${api.url}/v1/artifacts/0199d3a0-5a2b-7c3d-8e4f-123456789abc`),
    );
    expect([status, contentType]).toEqual([500, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ code: 'INTERNAL', status: 500 });
    expect(text).not.toMatch(/relation|select/i);
  });
});

describe('on loopback', () => {
  it('a name that was made to point here is refused, and so is a page from elsewhere', async () => {
    expect(await statusFor({ host: 'evil.example' })).toBe(403);
    expect(await statusFor({ origin: 'https://evil.example' })).toBe(403);
    expect(await statusFor({ origin: 'null' })).toBe(403);
    expect(await statusFor({ origin: 'http://localhost:3000' })).toBe(200);
    expect(await statusFor({ host: `localhost:${new URL(api.url).port}` })).toBe(200);
  });

  it('a page from elsewhere gets no socket', async () => {
    const closedWith = (origin: string) =>
      new Promise<number>((resolve) => {
        const url = `${api.url.replace('http', 'ws')}/graphql`;
        const socket = new WebSocket(url, 'graphql-transport-ws', { origin });
        socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
        socket.on('message', () => socket.close(1000));
        socket.on('close', (code) => resolve(code));
        socket.on('error', () => undefined);
      });
    expect(await closedWith('https://evil.example')).toBe(4403);
    expect(await closedWith('http://127.0.0.1:5173')).toBe(1000);
  });

  it('a form that a page could send is refused', async () => {
    const { status } = await api.post(QUERY, {}, { 'content-type': 'text/plain' });
    expect(status).toBe(400);
  });
});

describe('a body', () => {
  it('over a megabyte is refused, without HTML and without growth', async () => {
    const { status, contentType, text } = await api.post(QUERY, { filler: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
    expect(contentType).toContain('json');
    expect(text).not.toContain('node_modules');
  });

  it('that is no JSON is refused the same way', async () => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query": ',
    });
    const { status, contentType, text } = await replyOf(response);
    expect(status).toBe(400);
    expect(contentType).toContain('json');
    expect(text).not.toContain('node_modules');
  });
});

describe('a subscription', () => {
  it('to a session that is not there is refused with a masked error', async () => {
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
    });
    onTestFinished(() => void client.dispose());
    const query =
      'subscription { searchSessionEvents(sessionId: "0199d3a0-5a2b-7c3d-8e4f-123456789abc") { sequence } }';
    const refused = await new Promise((resolve) => {
      client.subscribe({ query }, { next: resolve, error: resolve, complete: () => undefined });
    });
    expect(JSON.stringify(refused)).toContain('There is no search session 0199d3a0');
    expect(JSON.stringify(refused)).toContain('NOT_FOUND');
  });
});
