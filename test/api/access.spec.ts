import { getNamedType, isObjectType, isRequiredArgument } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Scope, scopes } from '../../src/platform/access/index.js';
import {
  type Expectation,
  fieldExpectations,
  type RouteRequest,
  readFields,
  routeExpectations,
} from '../support/access-expectations.js';
import { openApi } from '../support/api-process.js';
import { operationOf, type RootField, rootFields } from '../support/api-schema.js';
import { type InhabitedProject, inhabitProject } from '../support/inhabited-project.js';
import { createKey, createProject, type TestKey } from '../support/keys.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

// Everything is asked for at once here.
const api = await openApi({ ARCHWAY_QUERY_COST: '1000000000' });
const services = await openServices(api.database);
/** Whose things others must not reach, and those whose things the mutations of the test change. */
const own = await inhabitProject(services, api);
const used = await inhabitProject(services, api);
const usedByRest = await inhabitProject(services, api);
const stranger = await createKey(services, { projectId: await createProject(services) });
// Something for the audit log to tell of.
await rest(api, 'POST', `/v1/experiments/${own.experimentId}/archive`, { headers: own.key.headers });
await rest(api, 'POST', `/v1/experiments/${own.experimentId}/unarchive`, { headers: own.key.headers });

interface Answer {
  readonly status: number;
  readonly text: string;
}

type Headers = Readonly<Record<string, string>>;

/** Reads an answer, of a stream up to its first event. */
async function answerOf(path: string, init: RequestInit): Promise<Answer> {
  const over = new AbortController();
  const response = await fetch(`${api.url}${path}`, { ...init, signal: over.signal });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return { status: response.status, text: await response.text() };
  let text = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (/^data: /m.test(text)) break;
  }
  over.abort();
  return { status: response.status, text };
}

function ask(root: RootField, variables: object, headers: Headers, selection?: string): Promise<Answer> {
  const isStream = root.operation === 'subscription';
  return answerOf(isStream ? '/graphql/stream' : '/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(isStream && { accept: 'text/event-stream' }),
      ...headers,
    },
    body: JSON.stringify({ query: operationOf(root, variables, selection), variables }),
  });
}

/** Of what somebody else is told nothing: ids, names and texts, but for what the question itself says. */
function secretsOf(project: InhabitedProject, question: string): string[] {
  const { key, spareKey, ...texts } = project;
  const secrets: string[] = [...Object.values(texts), key.id, key.secret, spareKey.id, spareKey.secret];
  return secrets.filter((secret) => !question.includes(secret));
}

/** Everything of a project that a mutation could change. */
const rowsOf = ({ projectId }: InhabitedProject) =>
  api.database.query(
    `select (select jsonb_agg(to_jsonb(s) order by id) from search_sessions s where project_id = $1) as sessions,
            (select jsonb_agg(to_jsonb(e) order by id) from experiments e where project_id = $1) as experiments,
            (select jsonb_agg(to_jsonb(k) - 'last_used_at' order by id) from api_keys k
             where project_id = $1 and name <> 'of a test') as keys`,
    [projectId],
  );

function expectationFor<T>(
  expectations: Readonly<Record<string, Expectation<T>>>,
  name: string,
): Expectation<T> {
  const expectation = expectations[name];
  if (!expectation) throw new Error(`say in access-expectations.ts what ${name} needs`);
  return expectation;
}

interface Route {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
}

async function readRoutes(): Promise<Route[]> {
  const response = await fetch(`${api.url}/v1/openapi.json`);
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
    })),
  );
}

const routes = await readRoutes();

it('every field and every route has an expectation, and the other way round', () => {
  // A query and the subscription that goes on from it have one name, and one expectation.
  const names = new Set(rootFields.map(({ field }) => field.name));
  expect(Object.keys(fieldExpectations).sort()).toEqual([...names].sort());
  expect(Object.keys(routeExpectations).sort()).toEqual(routes.map(({ operationId }) => operationId).sort());
});

describe('a key of each scope alone', () => {
  const keys = new Map<Scope, TestKey>();
  const headersOf = (scope: Scope): Headers => keys.get(scope)?.headers ?? {};

  beforeAll(async () => {
    for (const scope of scopes)
      keys.set(scope, await createKey(services, { projectId: used.projectId, only: [scope] }));
  });

  // In the order of the expectations: one mutation leaves what the next one needs.
  const inOrder = Object.keys(fieldExpectations).flatMap((name) =>
    rootFields.filter(({ field }) => field.name === name),
  );

  it.each(inOrder.map((root) => [root.field.name, root] as const))(
    'opens %s only where it is the one that is needed, and nothing opens it without a key',
    async (name, root) => {
      const { scopes: needed, request } = expectationFor(fieldExpectations, name);
      const variables = request(used);
      // What lies below may need more.
      const selection = '{ __typename }';
      expect((await ask(root, variables, {})).status).toBe(401);
      for (const scope of scopes.filter((each) => !needed.includes(each))) {
        const { text } = await ask(root, variables, headersOf(scope), selection);
        expect([scope, text]).toEqual([scope, expect.stringContaining('"code":"FORBIDDEN"')]);
      }
      for (const scope of needed) {
        const { text } = await ask(root, variables, headersOf(scope), selection);
        expect(text).toContain('"__typename"');
        expect(text).not.toContain('"errors"');
      }
    },
  );

  it('sees of what a mutation returns what it made, and needs read to go on from there', async () => {
    const seen = new Set<string>();
    for (const root of rootFields.filter(({ operation }) => operation === 'mutation')) {
      const payload = getNamedType(root.field.type);
      if (!isObjectType(payload)) throw new Error(`${root.field.name} returns no object`);
      const { scopes: needed, request } = expectationFor(fieldExpectations, root.field.name);
      for (const part of Object.values(payload.getFields())) {
        const made = getNamedType(part.type);
        if (!isObjectType(made) || part.name === 'userErrors' || seen.has(made.name)) continue;
        seen.add(made.name);
        const refused: string[] = [];
        for (const { name, args, type } of Object.values(made.getFields())) {
          if (args.some(isRequiredArgument)) throw new Error(`${made.name}.${name} needs an argument`);
          const inner = isObjectType(getNamedType(type)) ? '{ __typename }' : '';
          const selection = `{ ${part.name} { ${name} ${inner} } }`;
          const { text } = await ask(root, request(used), headersOf(needed[0] ?? 'read'), selection);
          if (text.includes('"code":"FORBIDDEN"')) refused.push(name);
          else
            expect([`${made.name}.${name}`, text]).toEqual([
              `${made.name}.${name}`,
              expect.not.stringContaining('"errors"'),
            ]);
        }
        expect([made.name, refused.sort()]).toEqual([made.name, [...(readFields[made.name] ?? [])].sort()]);
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(readFields).sort());
  });
});

describe('a key of another project', () => {
  it.each(rootFields.map((root) => [root.field.name, root] as const))(
    'learns nothing by %s, and changes nothing',
    async (name, root) => {
      const { request, common } = expectationFor(fieldExpectations, name);
      const variables = request(own);
      const before = await rowsOf(own);
      const { text } = await ask(root, variables, stranger.headers);
      for (const secret of secretsOf(own, JSON.stringify(variables))) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/FORBIDDEN|INTERNAL|too large/);
      expect(await rowsOf(own)).toEqual(before);
      if (root.operation !== 'query' || common) return;
      const answered = await ask(root, variables, own.key.headers);
      expect([name, secretsOf(own, '').some((secret) => answered.text.includes(secret))]).toEqual([
        name,
        true,
      ]);
    },
  );
});

describe('a route of REST', () => {
  const send = ({ method, path }: Route, { id = '', query = '', body }: RouteRequest, headers: Headers) =>
    answerOf(`${path.replace('{id}', id)}${query}`, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  const inOrder = Object.keys(routeExpectations).flatMap((name) =>
    routes.filter(({ operationId }) => operationId === name),
  );

  it.each(inOrder.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s opens to the scopes that it needs, and does nothing for any other',
    async (_name, route) => {
      const { scopes: needed, request } = expectationFor(routeExpectations, route.operationId);
      expect((await send(route, request(usedByRest), {})).status).toBe(401);
      const answerFor = async (only: readonly Scope[]) => {
        const { headers } = await createKey(services, { projectId: usedByRest.projectId, only });
        return send(route, request(usedByRest), headers);
      };
      const before = await rowsOf(usedByRest);
      for (const scope of scopes.filter((each) => needed.length > 1 || !needed.includes(each)))
        expect([scope, (await answerFor([scope])).status]).toEqual([scope, 403]);
      expect(await rowsOf(usedByRest)).toEqual(before);
      const { status, text } = await answerFor(needed);
      expect([text, status < 300]).toEqual([text, true]);
    },
  );

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s tells a key of another project nothing, and lets it change nothing',
    async (_name, route) => {
      const question = expectationFor(routeExpectations, route.operationId).request(own);
      const before = await rowsOf(own);
      const { status, text } = await send(route, question, stranger.headers);
      for (const secret of secretsOf(own, JSON.stringify(question))) expect(text).not.toContain(secret);
      expect(await rowsOf(own)).toEqual(before);
      if (question.id !== undefined) expect(status).toBe(404);
    },
  );
});

it('what needs no key is what tells strangers nothing', async () => {
  const statusOf = async (path: string) => [path, (await fetch(`${api.url}${path}`)).status];
  for (const path of [
    '/health/live',
    '/health/ready',
    '/docs',
    '/v1/openapi.json',
    '/v1/schemas/submission.json',
  ])
    expect(await statusOf(path)).toEqual([path, 200]);
  for (const path of ['/graphql', '/graphql/stream', '/v1', '/v1/nothing', '/metrics', '/admin'])
    expect(await statusOf(path)).toEqual([path, 401]);
});
