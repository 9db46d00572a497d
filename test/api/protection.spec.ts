import { request } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { EVENTS_CHANNEL } from '../../src/modules/events/typeorm-event-log.js';
import { openApi, replyOf } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { createExperiment, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';

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

/** The answer may be here before the line that was written ahead of it. */
const lineWith = (wanted: unknown) =>
  eventually(() => api.log.find(({ errorId }) => errorId !== undefined && errorId === wanted), {
    what: `a log line with errorId ${wanted}`,
  });

describe('an internal error', () => {
  it('is masked, and found in the log by its id', async () => {
    await api.database.query('alter table experiments rename to hidden');
    onTestFinished(async () => void (await api.database.query('alter table hidden rename to experiments')));
    const { body, text } = await api.post(QUERY);
    const [error] = body.errors ?? [];
    expect(error?.extensions).toMatchObject({ code: 'INTERNAL' });
    expect(text).not.toMatch(/relation|select|stack|node_modules/i);
    const logged = await lineWith(error?.extensions.errorId);
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
    expect(JSON.stringify(await lineWith(body.errorId))).toContain('relation \\"artifacts\\"');
  });
});

it('an answer of GraphQL is not to be kept by anyone on the way', async () => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: QUERY }),
  });
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
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
    const closedWith = (headers: Readonly<Record<string, string>>) =>
      new Promise<number>((resolve) => {
        const url = `${api.url.replace('http', 'ws')}/graphql`;
        const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
        socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
        socket.on('message', () => socket.close(1000));
        socket.on('close', (code) => resolve(code));
        socket.on('error', () => undefined);
      });
    expect(await closedWith({ origin: 'https://evil.example' })).toBe(4403);
    expect(await closedWith({ host: 'evil.example' })).toBe(4403);
    expect(await closedWith({ origin: 'http://127.0.0.1:5173' })).toBe(1000);
    expect(await closedWith({})).toBe(1000);
  });

  it('a form that a page could send is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect([type, (await api.post(QUERY, {}, { 'content-type': type })).status]).toEqual([type, 415]);
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
  const eventsOf = (id: string) => `subscription { searchSessionEvents(sessionId: "${id}") { sequence } }`;

  function connect() {
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    onTestFinished(() => void client.dispose());
    return client;
  }

  it('to a session that is not there is refused with a masked error', async () => {
    const query = eventsOf('0199d3a0-5a2b-7c3d-8e4f-123456789abc');
    const refused = await new Promise((resolve) => {
      connect().subscribe({ query }, { next: resolve, error: resolve, complete: () => undefined });
    });
    expect(JSON.stringify(refused)).toContain('There is no search session 0199d3a0');
    expect(JSON.stringify(refused)).toContain('NOT_FOUND');
  });

  it('that breaks while it is live ends with a masked error that the log has', async () => {
    const services = await openServices(api.database);
    const { id: experimentId } = await createExperiment(services);
    const { id } = await startSession(services, experimentId);
    const events = connect().iterate({ query: eventsOf(id) });
    expect(await events.next()).toMatchObject({ value: { data: { searchSessionEvents: { sequence: 1 } } } });
    const broken = events.next();
    await api.database.query('alter table events rename to hidden');
    onTestFinished(async () => void (await api.database.query('alter table hidden rename to events')));
    await api.database.query(`select pg_notify('${EVENTS_CHANNEL}', $1)`, [id]);
    const [error] = (await broken.catch((errors: unknown) => errors)) as GraphQLFormattedError[];
    expect(error?.message).toMatch(/^Something went wrong on our side/);
    expect(JSON.stringify(error)).not.toMatch(/relation|select|node_modules/i);
    expect(JSON.stringify(await lineWith(error?.extensions?.errorId))).toContain('relation \\"events\\"');
  });
});
