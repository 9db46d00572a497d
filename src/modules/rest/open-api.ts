import {
  type GraphQLObjectType,
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
} from 'graphql';
import { type ErrorCode, errorTable } from '../../platform/errors/index.js';
import { type Components, described, inputSchema, type JsonSchema, jsonSchemaOf } from './json-schema.js';
import { artifactContent, eventStream, problemSchema } from './open-api-parts.js';
import { waitParameter } from './read-request.js';
import { IDEMPOTENCY_KEY, type RestOperation, type RestParameter } from './rest-operation.js';

/** A document of OpenAPI 3.1. */
export type OpenApi = Readonly<Record<string, unknown>>;

const BEARER = 'key';

/** Describes the operations, and all that they take and answer, from what the GraphQL schema says of it. */
export function openApiOf(operations: readonly RestOperation[]): OpenApi {
  const components: Components = new Map([['Problem', problemSchema]]);
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const { path, method } = operation.route;
    paths[path] = { ...paths[path], [method]: describe(operation, components) };
  }
  for (const { path, operation } of [artifactContent, eventStream]) {
    paths[path] = {
      get: {
        ...operation,
        ...secured(['read']),
        ...refusals(['INVALID_INPUT', 'NOT_FOUND'], operation.responses),
      },
    };
  }
  const tags = [...new Set(Object.keys(paths).map(tagOf))];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Archway',
      version: '1',
      summary: 'Neural architecture search as a service',
      description:
        'Submit a search, wait for it, take the best network. It answers as the GraphQL API does, whose fields stand behind it.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    tags: tags.map((name) => ({ name, description: `Everything under /v1/${name}` })),
    paths,
    components: {
      securitySchemes: {
        [BEARER]: {
          type: 'http',
          scheme: 'bearer',
          description:
            'A key of the project, "aw_...". On loopback none is needed until the first one exists.',
        },
      },
      schemas: Object.fromEntries([...components].sort(([a], [b]) => a.localeCompare(b))),
      responses: problemResponses,
    },
  };
}

const tagOf = (path: string): string => path.split('/')[2] ?? '';

const secured = (scopes: readonly string[]) => ({ security: [{ [BEARER]: scopes }] });

function describe(operation: RestOperation, components: Components): JsonSchema {
  const { route, parameters, body } = operation;
  const all: JsonSchema[] = [...parameters]
    .sort((a, b) => a.in.localeCompare(b.in) || b.name.localeCompare(a.name))
    .map((parameter) => parameterSchema(parameter, components));
  if (route.waits) all.push({ ...waitParameter, in: 'query' });
  if (!body) all.push(ifNoneMatch);
  if (body?.isOnce) all.push(idempotencyKey);
  const codes: ErrorCode[] = ['INVALID_INPUT'];
  if (route.path.includes('{id}')) codes.push('NOT_FOUND');
  if (body?.isOnce) codes.push('CONFLICT');
  const { status = 200, location } = route;
  const success = {
    [status]: {
      description: status === 201 ? 'It was made' : 'Here it is',
      ...(location && {
        headers: { Location: { description: 'Where it can be read', schema: { type: 'string' } } },
      }),
      content: { 'application/json': { schema: answerSchema(operation, components) } },
    },
    ...(!body && { 304: { description: 'It is as it was: If-None-Match named its ETag' } }),
  };
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: `Needs a key with the scope ${route.scopes.join(' and the scope ')}.`,
    tags: [tagOf(route.path)],
    ...secured(route.scopes),
    parameters: all,
    ...(body &&
      Object.keys(body.type.getFields()).some((name) => !body.omitted.includes(name)) && {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: inputSchema(body.type, body.omitted, components) } },
        },
      }),
    ...refusals(codes, success),
  };
}

function parameterSchema({ name, in: place, argument }: RestParameter, components: Components): JsonSchema {
  const { type, defaultValue, description } = argument;
  const inPath = place === 'path';
  const required = inPath || (isNonNullType(type) && defaultValue === undefined);
  const schema = jsonSchemaOf(isNonNullType(type) ? type.ofType : type, components);
  const plain = withoutNull(schema);
  const common = { name, in: place, required, description: description ?? '' };
  // An object in a query is written as JSON.
  if (isInputObjectType(getNamedType(type)))
    return { ...common, content: { 'application/json': { schema: plain } } };
  return {
    ...common,
    schema: defaultValue === undefined ? plain : { ...plain, default: defaultValue },
  };
}

/** A parameter that is there has a value. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema.type)) return { ...schema, type: schema.type[0] };
  return Array.isArray(schema.oneOf) ? (schema.oneOf[0] as JsonSchema) : schema;
}

function answerSchema({ answer }: RestOperation, components: Components): JsonSchema {
  if (answer.kind === 'payload') {
    const shown = answer.parts.map((part): [string, JsonSchema] => {
      const schema = jsonSchemaOf(part.type, components);
      return [
        part.name,
        isLeafType(getNamedType(part.type)) ? described(schema, part.description) : withoutNull(schema),
      ];
    });
    const [only, ...others] = shown;
    return only && others.length === 0 ? only[1] : object(Object.fromEntries(shown));
  }
  const one =
    answer.kind === 'page' && isAbstractType(answer.type)
      ? { oneOf: answer.kinds.map((kind) => kindSchema(kind, components)) }
      : withoutNull(jsonSchemaOf(answer.type, components));
  if (answer.kind === 'one') return one;
  if (answer.kind === 'list') return object({ items: { type: 'array', items: one } });
  const beside = answer.beside.map(({ name, type, description }): [string, JsonSchema] => [
    name,
    described(jsonSchemaOf(type, components), description),
  ]);
  const item = beside.length === 0 ? one : { allOf: [one, object(Object.fromEntries(beside))] };
  return object({
    items: { type: 'array', items: item },
    nextCursor: {
      type: ['string', 'null'],
      description: 'What to pass as cursor for the next page; null where the list ends',
    },
  });
}

/** One of several: `type` tells which. */
const kindSchema = (kind: GraphQLObjectType, components: Components): JsonSchema => ({
  allOf: [withoutNull(jsonSchemaOf(kind, components)), object({ type: { const: kind.name } })],
});

const object = (properties: JsonSchema): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
});

const idempotencyKey = {
  name: IDEMPOTENCY_KEY,
  in: 'header',
  required: false,
  description:
    'Up to 200 characters of your choice. The same key with the same request again changes nothing and is answered the same; with another ' +
    'request it is refused as CONFLICT.',
  schema: { type: 'string', maxLength: 200 },
} as const;

const ifNoneMatch = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of an earlier answer: 304 while nothing has changed',
  schema: { type: 'string' },
} as const;

/** Any operation may be answered with these. */
const ALWAYS: readonly ErrorCode[] = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'TOO_MANY_REQUESTS',
  'INTERNAL',
  'UNAVAILABLE',
];

function refusals(codes: readonly ErrorCode[], success: JsonSchema) {
  const responses = [...codes, ...ALWAYS].map((code): [number, JsonSchema] => [
    errorTable[code].httpStatus,
    { $ref: `#/components/responses/${responseOf(code)}` },
  ]);
  return { responses: { ...success, ...Object.fromEntries(responses) } };
}

/** Two codes may share a status, and with it a response. */
const responseOf = (code: ErrorCode): string => `Status${errorTable[code].httpStatus}`;

const codesOf = (response: string): ErrorCode[] =>
  (Object.keys(errorTable) as ErrorCode[]).filter((code) => responseOf(code) === response);

const problemResponses = Object.fromEntries(
  [...new Set((Object.keys(errorTable) as ErrorCode[]).map(responseOf))].map((response) => [
    response,
    {
      description: codesOf(response)
        .map((code) => `${code}: ${errorTable[code].title}`)
        .join('. '),
      ...(response === responseOf('TOO_MANY_REQUESTS') && {
        headers: {
          'Retry-After': {
            description: 'Seconds after which it is worth asking again',
            schema: { type: 'integer' },
          },
        },
      }),
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
);
