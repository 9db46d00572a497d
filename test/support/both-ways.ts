import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildSchema, print } from 'graphql';
import { operationOf, restName, type restRoutes } from '../../src/modules/rest/index.js';
import type { ApiUnderTest } from './api-process.js';
import type { TestKey } from './keys.js';
import { rest } from './rest.js';

export type Fields = Readonly<Record<string, unknown>>;
export type Route = (typeof restRoutes)[number];

export interface Outcome {
  readonly data: unknown;
  readonly code: string | null;
  readonly fields: readonly (string | null)[];
}

const missing: Outcome = { data: null, code: 'NOT_FOUND', fields: [] };

interface Asked {
  readonly id?: string | undefined;
  readonly query?: string | undefined;
  readonly body?: Fields | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

const schema = buildSchema(readFileSync(resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'));

/** Whether a route answers page by page. */
export const isPaged = (route: Route): boolean => operationOf(route, schema).answer.kind === 'page';

/** Asks one thing of GraphQL and of REST, by `key` unless other headers are given. */
export function bothWays(api: ApiUnderTest, key: () => TestKey) {
  /** What GraphQL answers, in the form that REST has. */
  async function viaGraphQL(
    route: Route,
    variables: Fields,
    headers: Readonly<Record<string, string>> = key().headers,
  ): Promise<Outcome> {
    const operation = operationOf(route, schema);
    const { document } = operation;
    const named = (field: string | null) => field && restName(operation, field);
    const { body } = await api.post(print(document), variables, headers);
    const [error] = body.errors ?? [];
    if (error) {
      const { code, problems } = error.extensions as { code: string; problems?: { field: string }[] };
      return { data: null, code, fields: (problems ?? []).map(({ field }) => named(field)) };
    }
    const { answer, under } = body.data as unknown as { answer: Fields | null; under?: unknown };
    if (under === null) return missing;
    if (route.method === 'post') {
      const { userErrors, ...parts } = answer as Fields & {
        userErrors: { code: string; field: string | null }[];
      };
      if (userErrors[0]) {
        return { data: null, code: userErrors[0].code, fields: userErrors.map(({ field }) => named(field)) };
      }
      return {
        data: Object.keys(parts).length === 1 ? Object.values(parts)[0] : parts,
        code: null,
        fields: [],
      };
    }
    let found: unknown = answer;
    for (const field of route.fields.slice(1)) found = (found as Fields | null)?.[field];
    if (found === null || found === undefined) return missing;
    if (Array.isArray(found)) return { data: { items: found }, code: null, fields: [] };
    const { edges, pageInfo } = found as {
      edges?: Fields[];
      pageInfo?: { hasNextPage: boolean; endCursor: string };
    };
    if (!edges || !pageInfo) return { data: found, code: null, fields: [] };
    const items = edges.map(({ node, ...beside }) => ({ ...beside, ...(node as Fields) }));
    return {
      data: { items, nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null },
      code: null,
      fields: [],
    };
  }

  async function viaRest(route: Route, { id = '', query, body, headers = key().headers }: Asked) {
    const path = `${route.path.replace('{id}', id)}${query ? `?${query}` : ''}`;
    const reply = await rest(api, route.method === 'get' ? 'GET' : 'POST', path, {
      ...(body && { body }),
      headers,
    });
    const { code = null, problems = [] } = reply.body as { code?: string; problems?: { field: string }[] };
    const outcome: Outcome =
      reply.status < 300
        ? { data: reply.body, code: null, fields: [] }
        : { data: null, code, fields: problems.map(({ field }) => field) };
    return { ...reply, outcome };
  }

  return { viaGraphQL, viaRest };
}
