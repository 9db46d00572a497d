import { describe, expect, it } from 'vitest';
import { openApi } from '../support/api-process.js';
import { type StreamedEvent, type Transport, transportsTo } from '../support/event-streams.js';
import { createExperiment, evaluateWaiting, project, startSession } from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const names = Object.keys(transportsTo(''));

const isLast = ({ state }: StreamedEvent): boolean => state === 'SUCCEEDED';

/** Reads up to `count` events, or to the last one, and cuts the connection. */
async function read(follow: Transport, id: string, after: number, count: number): Promise<StreamedEvent[]> {
  const seen: StreamedEvent[] = [];
  for await (const event of follow(id, after)) {
    seen.push(event);
    if (seen.length === count || isLast(event)) break;
  }
  return seen;
}

async function session(changes = {}): Promise<string> {
  const { id: experimentId } = await createExperiment(services, { seed: 400 });
  return (await startSession(services, experimentId, changes)).id;
}

it('subscribers that are cut off again and again during a search miss no event and see none twice', async () => {
  const id = await session({ maxTrials: 60, options: { batchSize: 20 } });
  const search = (async () => {
    for (let step = 0; step < 5; step += 1) {
      await services.advancing.advance(id);
      await evaluateWaiting(services, id);
    }
  })();
  const transports = Object.values(transportsTo(api.url));
  const followed = await Promise.all(
    transports.map(async (follow) => {
      const seen: StreamedEvent[] = [];
      let connections = 0;
      while (!seen.some(isLast)) {
        seen.push(...(await read(follow, id, seen.at(-1)?.sequence ?? 0, 5)));
        connections += 1;
      }
      return { seen, connections };
    }),
  );
  await search;
  for (const { seen, connections } of followed) {
    expect(connections).toBeGreaterThan(20);
    expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
    expect(await services.events.after(project, id, seen.length, 10)).toEqual([]);
  }
});

describe('a stream of REST', () => {
  it('ends with the session, and has nothing for whoever comes again', async () => {
    const id = await session({ maxTrials: 4, options: { batchSize: 4 } });
    for (let step = 0; step < 3; step += 1) {
      await services.advancing.advance(id);
      await evaluateWaiting(services, id);
    }
    const response = await fetch(`${api.url}/v1/sessions/${id}/events?after=2`);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const text = await response.text();
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, sequence]) => Number(sequence));
    expect(ids).toEqual(ids.map((_, index) => index + 3));
    expect(text).toContain('"type":"TrialStateChanged"');
    const again = await fetch(`${api.url}/v1/sessions/${id}/events`, {
      headers: { 'last-event-id': String(ids.at(-1)) },
    });
    expect([again.status, await again.text()]).toEqual([204, '']);
  });

  it.each([
    ['/v1/sessions/42/events', 400],
    ['/v1/sessions/0199d3a0-5a2b-7c3d-8e4f-123456789abc/events', 404],
    ['/v1/sessions/0199d3a0-5a2b-7c3d-8e4f-123456789abc/events?after=x', 400],
  ])('%s is refused', async (path, status) => {
    const response = await fetch(`${api.url}${path}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

describe('GraphQL over SSE', () => {
  const ask = async (init: RequestInit, path = '') => {
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
    const response = await fetch(`${api.url}/graphql/stream${path}`, { headers, ...init });
    return { status: response.status, text: await response.text() };
  };
  const post = (query: string, variables?: object) =>
    ask({ method: 'POST', body: JSON.stringify({ query, variables }) });

  it('answers a query with one result', async () => {
    const { status, text } = await post('{ project { name } }');
    expect([status, text]).toEqual([
      200,
      ':\n\nevent: next\ndata: {"data":{"project":{"name":"default"}}}\n\nevent: complete\ndata: \n\n',
    ]);
    const got = await ask(
      {},
      `?query=${encodeURIComponent('query ($id: ID!) { trial(id: $id) { id } }')}&variables={}`,
    );
    expect(got.text).toContain('"code":"INVALID_INPUT"');
  });

  it('tells what is wrong in the stream, masked and with its code', async () => {
    const { status, text } = await post('{ nothing }');
    expect(status).toBe(200);
    expect(text).toMatch(/event: next\ndata: \{"errors":\[.*GRAPHQL_VALIDATION_FAILED.*\nevent: complete/s);
    const large =
      'query ($n: Int!) { experiments(first: $n) { edges { node { searchSessions(first: $n) { edges { node { id } } } } } } }';
    expect((await post(large, { n: 500 })).text).toContain('the operation is too large');
  });

  it('refuses what is no operation, mutations that a link could send, and other verbs', async () => {
    expect((await ask({ method: 'POST', body: '{}' })).status).toBe(400);
    expect((await ask({ method: 'POST', body: '[]' })).status).toBe(400);
    const mutation = 'mutation { revokeApiKey(input: { id: "1" }) { userErrors { code } } }';
    expect((await ask({}, `?query=${encodeURIComponent(mutation)}`)).status).toBe(400);
    expect((await ask({ method: 'PUT' })).status).not.toBe(200);
    expect((await ask({ headers: { accept: 'text/html' } }, '?query={project{id}}')).status).toBe(400);
  });
});

/** From here on nothing is open without a key. */
describe('a key', () => {
  it.each(names)('that is revoked ends its quiet streams at once, over %s', async (name) => {
    const key = await createKey(services, { only: ['read'] });
    const id = await session();
    const events = transportsTo(api.url, key.secret)[name]?.(id, 0);
    expect(await events?.next()).toMatchObject({ value: { sequence: 1 } });
    const ended = expect(events?.next()).rejects.toMatchObject(
      name.startsWith('REST') ? { code: 'UNAUTHENTICATED' } : expect.objectContaining({}),
    );
    const admin = await createKey(services);
    await api.post(
      'mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { userErrors { code } } }',
      { id: key.id },
      admin.headers,
    );
    await ended;
  });

  it.each(names)('that expires sees no event that comes later, over %s', async (name) => {
    const key = await createKey(services, { only: ['read'] });
    const id = await session();
    const events = transportsTo(api.url, key.secret)[name]?.(id, 0);
    expect(await events?.next()).toMatchObject({ value: { sequence: 1 } });
    await api.database.query('update api_keys set expires_at = now() where id = $1', [key.id]);
    const ended = expect(events?.next()).rejects.toBeDefined();
    await services.advancing.advance(id);
    await ended;
  });

  it.each(names)(
    'of another project follows nothing, and neither does one without read, over %s',
    async (name) => {
      const stranger = await createKey(services, { projectId: await createProject(services) });
      const submitter = await createKey(services, { only: ['submit', 'work', 'admin'] });
      const id = await session();
      for (const { secret } of [stranger, submitter]) {
        const events = transportsTo(api.url, secret)[name]?.(id, 0);
        await expect(events?.next()).rejects.toBeDefined();
      }
    },
  );
});
