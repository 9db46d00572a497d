import { createClient } from 'graphql-ws';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { openApi } from '../support/api-process.js';
import { startArchway } from '../support/archway-process.js';
import { createKey } from '../support/keys.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const PAGES = `query ($first: Int!) { experiments(first: $first) { edges { node { searchSessions(first: $first) {
  edges { node { id } } } } } } }`;

/** What the first operation of a socket is refused with. */
async function refusalOnSocket(url: string, query: string, variables = {}, headers = {}): Promise<unknown> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: headers,
  });
  onTestFinished(() => void client.dispose());
  return client
    .iterate({ query, variables })
    .next()
    .catch((refusal: unknown) => refusal);
}

describe('an operation that is too large', () => {
  it('is told what would fit, over HTTP and on a socket', async () => {
    const { status, body } = await api.post(PAGES, { first: 500 });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(
          /it costs 501502, and at most 100000 is answered: with pages of up to \d+ it/,
        ),
        extensions: { code: 'INVALID_INPUT' },
      },
    ]);
    const length = Number(/pages of up to (\d+)/.exec(body.errors?.[0]?.message ?? '')?.[1]);
    expect((await api.post(PAGES, { first: length })).body.errors).toBeUndefined();
    expect((await api.post(PAGES, { first: length + 1 })).status).toBe(400);
    const refused = await refusalOnSocket(api.url, PAGES, { first: 500 });
    expect(refused).toMatchObject([
      { message: expect.stringMatching(/at most 100000/), extensions: { code: 'INVALID_INPUT' } },
    ]);
  });

  it('of too many words is not read to its end', async () => {
    const query = `{ ${'project { id } '.repeat(300)} }`;
    const { status, body } = await api.post(query);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(/more tha[nt] 800 tokens/),
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      },
    ]);
    expect(await refusalOnSocket(api.url, query)).toMatchObject([
      {
        message: expect.stringMatching(/more tha[nt] 800 tokens/),
        extensions: { code: 'GRAPHQL_PARSE_FAILED' },
      },
    ]);
  });

  it('that is not valid is told why on a socket too', async () => {
    expect(await refusalOnSocket(api.url, '{ experimentz { id } }')).toMatchObject([
      {
        message: expect.stringMatching(/Did you mean "experiment/),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      },
    ]);
  });
});

describe('a page in a browser', () => {
  const preflight = (url: string, origin: string) =>
    fetch(`${url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  it('may do nothing that it does not say itself: no frames, no scripts from elsewhere', async () => {
    const { headers } = await fetch(`${api.url}/docs`);
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
    expect((await api.post('{ project { id } }')).status).toBe(200);
  });

  it('of elsewhere may use the API only where it is welcome', async () => {
    const settings = {
      DATABASE_URL: api.database.url,
      ARCHWAY_CORS_ORIGINS: 'https://dashboard.example, https://other.example',
    };
    const welcoming = await startArchway('api', settings);
    onTestFinished(async () => void (await welcoming.end('SIGTERM')));
    const welcome = await preflight(welcoming.url, 'https://dashboard.example');
    expect(welcome.status).toBe(204);
    expect(welcome.headers.get('access-control-allow-origin')).toBe('https://dashboard.example');
    const unwelcome = await preflight(welcoming.url, 'https://evil.example');
    expect(unwelcome.headers.get('access-control-allow-origin')).toBeNull();
    const closed = await preflight(api.url, 'http://localhost:3000');
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
  });
});

it('the schema is told on loopback, and not where it is off: neither whole nor by names that nearly fit', async () => {
  expect((await api.post('{ __schema { queryType { name } } }')).status).toBe(200);
  const { headers } = await createKey(services);
  const silent = await startArchway('api', {
    DATABASE_URL: api.database.url,
    ARCHWAY_INTROSPECTION: 'false',
  });
  onTestFinished(async () => void (await silent.end('SIGTERM')));
  const ask = async (query: string) => {
    const response = await fetch(`${silent.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
    return response.text();
  };
  expect(await ask('{ __schema { queryType { name } } }')).toContain('introspection has been disabled');
  expect(await ask('{ experimentz { id } }')).not.toContain('Did you mean');
  const refused = await refusalOnSocket(silent.url, '{ __schema { types { name } } }', {}, headers);
  expect(JSON.stringify(refused)).toContain('introspection has been disabled');
  const hint = await refusalOnSocket(silent.url, '{ experimentz { id } }', {}, headers);
  expect(JSON.stringify(hint)).not.toContain('Did you mean');
});

it('a statement that takes too long is given up, and said to have', async () => {
  const impatient = await startArchway('api', {
    DATABASE_URL: api.database.url,
    ARCHWAY_STATEMENT_SECONDS: '1',
  });
  onTestFinished(async () => void (await impatient.end('SIGTERM')));
  const { headers } = await createKey(services);
  await api.database.query(`alter table experiments rename to kept`);
  await api.database.query(
    `create view experiments as select kept.* from pg_sleep(5) as slept left join kept on true`,
  );
  onTestFinished(async () => {
    await api.database.query('drop view experiments');
    await api.database.query('alter table kept rename to experiments');
  });
  const response = await fetch(`${impatient.url}/v1/experiments`, { headers });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([503, 'UNAVAILABLE']);
});
