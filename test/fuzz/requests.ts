import fc from 'fast-check';
import {
  type GraphQLInputType,
  type GraphQLNamedType,
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  print,
} from 'graphql';
import { type RootField, rootFields } from '../support/api-schema.js';
import { damaged, valuesOf } from './values.js';

/** One request as it goes over the wire. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Some of the fields of a type, and of what lies below it. */
function selections(type: GraphQLNamedType, depth: number): fc.Arbitrary<string> {
  if (isLeafType(type) || depth === 0 || !(isObjectType(type) || isInterfaceType(type)))
    return fc.constant(isLeafType(type) ? '' : '{ __typename }');
  const fields = Object.values(type.getFields()).filter(({ args }) => !args.some(isRequiredArgument));
  return fc
    .subarray(fields, { minLength: 1, maxLength: Math.min(6, fields.length) })
    .chain((chosen) =>
      fc.tuple(
        ...chosen.map((field) =>
          selections(getNamedType(field.type), depth - 1).map((inner) => `${field.name} ${inner}`),
        ),
      ),
    )
    .map((parts) => `{ ${parts.join(' ')} }`);
}

function operations(
  { operation, field }: RootField,
  ids: readonly string[],
): fc.Arbitrary<{ query: string; variables: object }> {
  const variables = fc.record(
    Object.fromEntries(field.args.map(({ name, type }) => [name, valuesOf(type as GraphQLInputType, ids)])),
    { requiredKeys: field.args.filter(isRequiredArgument).map(({ name }) => name) },
  );
  return fc.tuple(variables, selections(getNamedType(field.type), 5)).map(([given, selection]) => {
    const used = field.args.filter(({ name }) => name in given);
    const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
    const query = `${operation} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selection} }`;
    return { query, variables: given };
  });
}

/** Requests of GraphQL: most are operations of the schema, some of them damaged. */
export function graphqlRequests(ids: readonly string[]): fc.Arbitrary<FuzzedRequest> {
  const asked = rootFields
    .filter(({ operation }) => operation !== 'subscription')
    .map((root) => operations(root, ids));
  const bodies = fc.oneof(...asked).chain((operation) => {
    const whole = JSON.stringify(operation);
    return fc.oneof(
      { weight: 8, arbitrary: fc.constant(whole) },
      { weight: 1, arbitrary: damaged(whole) },
      {
        weight: 1,
        arbitrary: damaged(print(parse(operation.query))).map((query) =>
          JSON.stringify({ ...operation, query }),
        ),
      },
    );
  });
  return bodies.map((body) => ({ method: 'POST', path: '/graphql', headers: JSON_HEADERS, body }));
}

export interface OpenApiOperation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  /** Input of GraphQL that the body is, without its clientMutationId. */
  readonly body: GraphQLInputType | undefined;
}

/** Requests of REST: paths and parameters of the document, with values of all kinds. */
export function restRequests(
  operation: OpenApiOperation,
  ids: readonly string[],
): fc.Arbitrary<FuzzedRequest> {
  const texts = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...ids) },
    fc.constantFrom(
      '0',
      '1',
      '20',
      '501',
      '-1',
      'true',
      'VALIDATION_ACCURACY',
      'REWARD',
      '{"parameters":1}',
      '{"a":',
      '[]',
      '%',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );
  const query = fc.dictionary(
    fc.oneof(
      fc.constantFrom(
        'limit',
        'cursor',
        ...operation.parameters.filter((each) => each.in === 'query').map(({ name }) => name),
      ),
      fc.string({ maxLength: 6 }),
    ),
    texts,
    { maxKeys: 4 },
  );
  const headers = fc.dictionary(
    fc.constantFrom('if-none-match', 'idempotency-key', 'last-event-id', 'accept', 'x-request-id'),
    fc.string({ maxLength: 300 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, 'x').trim()),
    { maxKeys: 2 },
  );
  const bodies = operation.body
    ? valuesOf(operation.body, ids).chain((value) => {
        const whole = JSON.stringify(value) ?? '';
        return fc.oneof(
          { weight: 6, arbitrary: fc.constant(whole) },
          { weight: 1, arbitrary: damaged(whole) },
        );
      })
    : fc.constant(undefined);
  return fc.tuple(texts, query, headers, bodies).map(([id, given, extra, body]) => ({
    method: operation.method,
    path: `${operation.path.replace('{id}', encodeURIComponent(Buffer.from(id).toString()))}?${new URLSearchParams(given)}`,
    headers: { ...(body !== undefined && JSON_HEADERS), ...extra },
    ...(body !== undefined && { body }),
  }));
}
