import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi, type Reply } from '../support/api-process.js';
import { startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { runningSession } from '../support/fixtures.js';
import { createKey } from '../support/keys.js';
import { hasRedisServer, PrivateRedis } from '../support/private-redis.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

const api = await openApi({
  ARCHWAY_REQUESTS_PER_MINUTE: '20',
  ARCHWAY_ANONYMOUS_REQUESTS_PER_MINUTE: '10',
  ARCHWAY_TRUSTED_PROXIES: '1',
  ARCHWAY_STREAMS_PER_KEY: '2',
});
const services = await openServices(api.database);
const QUERY = '{ project { name } }';
const codeOf = ({ body }: Reply): unknown => body.errors?.[0]?.extensions.code;

/** As a client of that address would be seen through one proxy. */
const from = (address: string) => ({ 'x-forwarded-for': address });

describe('a key', () => {
  it('is answered as often as it may ask, over GraphQL and REST together, and another one is not affected', async () => {
    const [busy, other] = [await createKey(services), await createKey(services)];
    const statuses: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      statuses.push((await api.post(QUERY, {}, busy.headers)).status);
      statuses.push((await rest(api, 'GET', '/v1/project', { headers: busy.headers })).status);
    }
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    const refused = await rest(api, 'GET', '/v1/project', { headers: busy.headers });
    expect(refused).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const query = await api.post(QUERY, {}, busy.headers);
    expect([query.status, codeOf(query)]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect((await api.post(QUERY, {}, other.headers)).status).toBe(200);
  });

  it('is counted for each operation on a socket', async () => {
    const key = await createKey(services);
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      // One socket for all: opening it is the first of the twenty.
      lazy: false,
      connectionParams: { ...key.headers },
    });
    onTestFinished(() => void client.dispose());
    const ask = () => client.iterate({ query: QUERY }).next();
    for (let index = 0; index < 19; index += 1) expect((await ask()).value).toMatchObject({ data: {} });
    await expect(ask()).rejects.toMatchObject([{ extensions: { code: 'TOO_MANY_REQUESTS' } }]);
  });
});

describe('what a key keeps open', () => {
  it('is limited, over all kinds of streams together; what was closed makes room', async () => {
    const [busy, other] = [await createKey(services), await createKey(services)];
    const { sessionId } = await runningSession(services);
    const events = `${api.url}/v1/sessions/${sessionId}/events`;
    const left = new AbortController();
    onTestFinished(() => left.abort());
    const follow = (headers: Record<string, string>, signal = left.signal) =>
      fetch(events, { headers, signal });
    const first = new AbortController();
    expect((await follow(busy.headers, first.signal)).status).toBe(200);
    const client = createClient({
      url: `${api.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      connectionParams: { ...busy.headers },
    });
    onTestFinished(() => void client.dispose());
    expect((await client.iterate({ query: QUERY }).next()).value).toMatchObject({ data: {} });

    const refused = await follow(busy.headers);
    expect([refused.status, await refused.json()]).toMatchObject([429, { code: 'TOO_MANY_REQUESTS' }]);
    const waiting = await rest(api, 'GET', `/v1/sessions/${sessionId}?waitSeconds=60`, {
      headers: busy.headers,
    });
    expect(waiting).toMatchObject({ status: 429, body: { code: 'TOO_MANY_REQUESTS' } });
    const stream = await fetch(`${api.url}/graphql/stream`, {
      method: 'POST',
      headers: { ...busy.headers, 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: QUERY }),
      signal: left.signal,
    });
    expect([stream.status, await stream.json()]).toMatchObject([
      429,
      { errors: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }] },
    ]);
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: busy.headers,
    });
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })));
    const [code, reason] = await once(socket, 'close');
    expect([code, String(reason)]).toEqual([4403, 'TOO_MANY_REQUESTS']);
    const followed = new GraphQLClient(api.url, busy.secret).subscribe(QUERY, {});
    await expect(followed.next()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect((await follow(other.headers)).status).toBe(200);

    first.abort();
    await eventually(async () => (await follow(busy.headers)).ok, { what: 'room for another stream' });
  });
});

describe('an address', () => {
  it('that keeps sending what opens nothing is refused before its keys are looked at; others are not', async () => {
    const key = await createKey(services);
    const wrong = { ...from('192.0.2.1'), authorization: `Bearer aw_${'x'.repeat(43)}` };
    for (let index = 0; index < 10; index += 1) expect((await api.post(QUERY, {}, wrong)).status).toBe(401);
    const refused = await api.post(QUERY, {}, wrong);
    expect([refused.status, codeOf(refused)]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect((await api.post(QUERY, {}, { ...key.headers, ...from('192.0.2.1') })).status).toBe(429);
    expect((await api.post(QUERY, {}, { ...key.headers, ...from('192.0.2.2') })).status).toBe(200);
  });

  it('is not refused when it asks for the health of the process', async () => {
    for (let index = 0; index < 15; index += 1) {
      expect((await rest(api, 'GET', '/health/live', { headers: from('192.0.2.3') })).status).toBe(200);
    }
  });
});

it.skipIf(!hasRedisServer())('with Redis the processes of the API count together', async () => {
  const redis = await PrivateRedis.start();
  onTestFinished(() => redis.stop());
  const settings = {
    DATABASE_URL: api.database.url,
    REDIS_URL: redis.url,
    ARCHWAY_REQUESTS_PER_MINUTE: '10',
  };
  const both = [await startArchway('api', settings), await startArchway('api', settings)];
  onTestFinished(async () => void (await Promise.all(both.map((each) => each.end('SIGTERM')))));
  const { headers } = await createKey(services);
  const statuses: number[] = [];
  for (let index = 0; index < 12; index += 1) {
    const url = both[index % 2]?.url ?? '';
    statuses.push((await rest({ url }, 'GET', '/v1/project', { headers })).status);
  }
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.slice(10)).toEqual([429, 429]);
});
