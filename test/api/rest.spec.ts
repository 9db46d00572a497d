import { describe, expect, it } from 'vitest';
import { openApi } from '../support/api-process.js';
import { createExperiment, digitsDefinition, evaluateWaiting, startSession } from '../support/fixtures.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const get = (path: string, headers = {}) => rest(api, 'GET', path, { headers });
const post = (path: string, body?: unknown, headers = {}) => rest(api, 'POST', path, { body, headers });

const experiment = await createExperiment(services);
const session = await startSession(services, experiment.id, { maxTrials: 8, options: { batchSize: 4 } });
await services.advancing.advance(session.id);
await evaluateWaiting(services, session.id);
const NOTHING = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';

describe('a list', () => {
  it('goes on where its cursor says, to its end', async () => {
    const path = `/v1/sessions/${session.id}/trials?limit=3`;
    const first = await get(path);
    expect(first.status).toBe(200);
    const { items, nextCursor } = first.body as unknown as {
      items: { number: number }[];
      nextCursor: string;
    };
    expect(items.map(({ number }) => number)).toEqual([1, 2, 3]);
    const second = await get(`${path}&cursor=${nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ number: 4 }], nextCursor: null });
  });

  it('of what is not there is not found, and not empty', async () => {
    for (const path of [`/v1/sessions/${NOTHING}/trials`, `/v1/experiments/${NOTHING}/leaderboard`]) {
      expect(await get(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
  });

  it('ranks', async () => {
    const { body } = await get(`/v1/experiments/${experiment.id}/leaderboard?limit=2`);
    expect(body.items).toMatchObject([{ rank: 1, architecture: {} }, { rank: 2 }]);
    const best = await get(`/v1/sessions/${session.id}/best`);
    expect(best.body).toMatchObject((body.items as { trial: object }[])[0]?.trial ?? {});
    const few = encodeURIComponent('{"parameters": 1}');
    const none = await get(`/v1/experiments/${experiment.id}/leaderboard?constraints=${few}`);
    expect(none.body.items).toEqual([]);
    const front = await get(
      `/v1/sessions/${session.id}/pareto-front?metrics=VALIDATION_ACCURACY&metrics=PARAMETERS`,
    );
    expect((front.body.standings as unknown as object[])[0]).toMatchObject({ architecture: {}, trial: {} });
  });
});

describe('what is made', () => {
  it('is said where to find', async () => {
    const made = await post('/v1/experiments', { definition: digitsDefinition });
    expect(made.status).toBe(201);
    const found = await get(made.headers.get('location') ?? '');
    expect(found.body).toEqual(made.body);
  });

  it('is refused with every field that is wrong, and what would be right', async () => {
    const { status, contentType, body } = await post('/v1/sessions', {
      experimentId: experiment.id,
      maxTrials: 'many',
      mode: 'FAST',
      more: 1,
    });
    expect([status, contentType]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ type: '/docs#INVALID_INPUT', code: 'INVALID_INPUT', status: 400 });
    expect(body.problems).toEqual([
      {
        field: 'more',
        message: expect.stringMatching(/^is not a known field; there are control, experimentId, goal, /),
      },
      { field: 'maxTrials', message: expect.stringMatching(/whole number/) },
      { field: 'mode', message: 'must be one of ASYNCHRONOUS, SYNCHRONOUS' },
    ]);
  });

  it('is refused when what it belongs to is not there', async () => {
    const reply = await post('/v1/sessions', { experimentId: NOTHING, maxTrials: 4 });
    expect(reply).toMatchObject({ status: 404, body: { problems: [{ field: 'experimentId' }] } });
  });
});

describe('a request that is none', () => {
  const send = async (method: string, path: string, init: RequestInit = {}) => {
    const response = await fetch(`${api.url}${path}`, { method, ...init });
    const text = await response.text();
    return { status: response.status, allow: response.headers.get('allow'), text };
  };

  it('by its method is told which ones there are', async () => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(await send(method, '/v1/searches')).toMatchObject({
        status: 405,
        allow: 'POST, OPTIONS',
        text: expect.stringContaining(`${method} is not answered here: send POST`),
      });
    expect(await send('OPTIONS', '/v1/sessions')).toEqual({
      status: 204,
      allow: 'POST, GET, HEAD, OPTIONS',
      text: '',
    });
    expect((await send('HEAD', '/v1/project')).status).toBe(200);
    expect(await send('GET', '/v1/nothing')).toMatchObject({ status: 404, allow: null });
  });

  it('by the type of its body is told which one it wants, and by what is no JSON where that begins', async () => {
    // What curl says unless it is told otherwise.
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const path = '/v1/searches';
    const form = await send('POST', path, { headers: type, body: '{"experiment":{}}' });
    expect(form).toMatchObject({
      status: 415,
      text: expect.stringContaining('content-type: application/json'),
    });
    const cut = { headers: { 'content-type': 'application/json' }, body: '{"experiment":' };
    expect(await send('POST', path, cut)).toMatchObject({
      status: 400,
      text: expect.stringContaining('the body is not JSON: '),
    });
  });
});

describe('a question', () => {
  it.each([
    ['/v1/trials/42', 'id', /UUID/],
    ['/v1/experiments?limit=0', 'limit', /from 1 to 500/],
    ['/v1/experiments?limit=many', 'limit', /whole number/],
    ['/v1/experiments?page=2', 'page', /is not a parameter: there are .*cursor/],
    ['/v1/experiments?cursor=abc', 'cursor', /not a cursor/],
    [`/v1/sessions/${NOTHING}?waitSeconds=61`, 'waitSeconds', /from 0 to 60/],
  ])('%s is refused by field', async (path, field, message) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body.problems).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  it('whose answer has not changed is answered without it', async () => {
    const path = `/v1/experiments/${experiment.id}`;
    const { headers } = await get(path);
    const again = await get(path, { 'if-none-match': headers.get('etag') ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
  });
});

describe('waiting', () => {
  it('ends when the session does', async () => {
    const { id } = await startSession(services, experiment.id);
    const answered = get(`/v1/sessions/${id}?waitSeconds=60`);
    await post(`/v1/sessions/${id}/cancel`);
    await services.advancing.advance(id);
    expect((await answered).body).toMatchObject({ id, state: 'CANCELLED' });
  });

  it('ends after the time that was asked for, and at once where there is nothing to wait for', async () => {
    const { id } = await startSession(services, experiment.id);
    expect((await get(`/v1/sessions/${id}?waitSeconds=1`)).body).toMatchObject({ id, state: 'QUEUED' });
    expect((await get(`/v1/sessions/${NOTHING}?waitSeconds=60`)).status).toBe(404);
  });
});

it('the manual and the OpenAPI document are there for whoever asks', async () => {
  const document = await get('/v1/openapi.json');
  expect(document.body).toMatchObject({ openapi: '3.1.0' });
  const docs = await get('/docs');
  expect((await get('/')).text).toBe(docs.text);
  expect(docs.contentType).toContain('text/html');
  for (const path of Object.keys(document.body.paths as object)) expect(docs.text).toContain(path);
  expect(docs.text).not.toMatch(/https?:\/\/|<script/);
  // By what they are about, each with what it does.
  const groups = [...docs.text.matchAll(/<h3>([a-z-]+)<\/h3>/g)].map(([, tag]) => tag);
  expect(groups).toEqual([...groups].sort());
  expect(docs.text).toMatch(/href="#cancelSession".*?<\/a><\/td><td>Kill within seconds/);
});
