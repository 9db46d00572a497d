import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApi } from '../support/api-process.js';
import { tabularDefinition } from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const projectId = await createProject(services);
const key = await createKey(services, { projectId });
const post = (path: string, body: unknown, idempotencyKey: string, headers = key.headers) =>
  rest(api, 'POST', path, { body, headers: { ...headers, 'idempotency-key': idempotencyKey } });

const search = { strategy: 'random', maxTrials: 4, retrainTop: 0 };
const submission = { experiment: tabularDefinition, search };
const sessions = async () => {
  const [row] = await api.database.query<{ count: number }>(
    'select count(*)::int as count from search_sessions',
  );
  return row?.count ?? 0;
};

it('ten requests at once with one key and one body make one search, and are answered the same', async () => {
  const before = await sessions();
  const replies = await Promise.all(
    Array.from({ length: 10 }, () => post('/v1/searches', submission, 'once')),
  );
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await sessions()).toBe(before + 1);
});

it('the answer is the first one, even when the search has gone on', async () => {
  const first = await post('/v1/searches', submission, 'kept');
  const { id } = first.body.searchSession as unknown as { id: string };
  await rest(api, 'POST', `/v1/sessions/${id}/pause`, { headers: key.headers });
  expect((await post('/v1/searches', submission, 'kept')).body).toEqual(first.body);
  const now = await rest(api, 'GET', first.headers.get('location') ?? '', { headers: key.headers });
  expect(now.body).toMatchObject({ id, state: 'PAUSED' });
});

it('another body is refused, another project is not, and a refusal uses up no key', async () => {
  await post('/v1/searches', submission, 'mine');
  const other = { ...submission, search: { ...search, maxTrials: 5 } };
  expect(await post('/v1/searches', other, 'mine')).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', problems: [{ field: 'Idempotency-Key' }] },
  });
  const stranger = await createKey(services, { projectId: await createProject(services) });
  expect((await post('/v1/searches', other, 'mine', stranger.headers)).status).toBe(201);
  const wrong = { experiment: { ...tabularDefinition, name: '' }, search: { ...search, maxTrials: -1 } };
  const refused = await post('/v1/searches', wrong, 'second try');
  expect(refused.body.problems).toMatchObject([{ field: 'experiment.name' }, { field: 'search.maxTrials' }]);
  expect((await post('/v1/searches', submission, 'second try')).status).toBe(201);
});

it('a verb that arrives late does nothing again', async () => {
  const { body } = await post('/v1/searches', submission, 'for verbs');
  const path = `/v1/sessions/${(body.searchSession as unknown as { id: string }).id}`;
  const verb = (name: string, id: string) => post(`${path}/${name}`, undefined, id);
  expect((await verb('pause', 'pause 1')).body).toMatchObject({ state: 'PAUSED' });
  await verb('resume', 'resume 1');
  await verb('pause', 'pause 1');
  const now = await rest(api, 'GET', path, { headers: key.headers });
  expect(now.body.state).not.toBe('PAUSED');
});

it('a secret is not shown a second time', async () => {
  const mutation = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }`;
  const input = { name: 'ci', scopes: ['read'], clientMutationId: 'key' };
  const create = async () => (await api.post(mutation, { input }, key.headers)).body.data?.createApiKey;
  const first = (await create()) as unknown as { secret: string; apiKey: { id: string } };
  expect(first.secret).toMatch(/^aw_/);
  expect(await create()).toEqual({ secret: null, apiKey: first.apiKey });
});

it('the audit log says who did what, to the admins of the project alone', async () => {
  const query = '{ auditLog { edges { node { name subjectId keyPrefix keyName } } } }';
  const { body } = await api.post(query, {}, key.headers);
  const { auditLog } = body.data as unknown as { auditLog: { edges: { node: { name: string } }[] } };
  const names = auditLog.edges.map(({ node }) => node.name);
  expect(names.filter((name) => name === 'submitSearch')).toHaveLength(5);
  expect(names.slice(0, 4)).toEqual([
    'createApiKey',
    'resumeSearchSession',
    'pauseSearchSession',
    'submitSearch',
  ]);
  const reader = await createKey(services, { projectId, only: ['read'] });
  const refused = await api.post(query, {}, reader.headers);
  expect(refused.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it('what the examples hold is what a submission is', async () => {
  const example: unknown = JSON.parse(readFileSync('examples/digits.json', 'utf8'));
  expect((await post('/v1/searches', example, 'example')).status).toBe(201);
});
