import {
  type DocumentNode,
  type GraphQLAbstractType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { selectionOf, selectionOfKinds } from './resource-views.js';
import type { RestRoute } from './rest-route.js';

/** A part of the path or of the query that becomes an argument. */
export interface RestParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly argument: GraphQLArgument;
}

/** What is made of what a field returned. */
export type RestAnswer =
  | { readonly kind: 'one'; readonly type: GraphQLObjectType }
  | { readonly kind: 'list'; readonly type: GraphQLObjectType }
  /** Of a connection; each item is the node, with what `beside` names of the edge. */
  | {
      readonly kind: 'page';
      readonly type: GraphQLObjectType | GraphQLAbstractType;
      /** Object types that an item may have. */
      readonly kinds: readonly GraphQLObjectType[];
      readonly beside: readonly GraphQLField<unknown, unknown>[];
    }
  /** Of a mutation: what it made or changed, beside its user errors. One part stands for itself. */
  | { readonly kind: 'payload'; readonly parts: readonly GraphQLField<unknown, unknown>[] };

/** A route together with what the schema says of it. */
export interface RestOperation {
  readonly route: RestRoute;
  readonly parameters: readonly RestParameter[];
  /** The input of what is sent. What the path or a header gives is not in the body. */
  readonly body: {
    readonly type: GraphQLInputObjectType;
    readonly omitted: readonly string[];
    /** Whether it changes something, once for each Idempotency-Key. */
    readonly isOnce: boolean;
  } | null;
  readonly answer: RestAnswer;
  readonly document: DocumentNode;
}

const CLIENT_MUTATION_ID = 'clientMutationId';

/** What pages are called in REST. */
const pageParameters: Readonly<Record<string, string>> = { first: 'limit', after: 'cursor' };

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** What a client of REST calls a field of the schema. */
export const restName = ({ parameters }: RestOperation, field: string): string =>
  field === CLIENT_MUTATION_ID
    ? IDEMPOTENCY_KEY
    : (parameters.find(({ argument }) => argument.name === field)?.name ?? field);

/** Finds in the schema what a route needs of it. Throws where a route names what is not there. */
export function operationOf(route: RestRoute, schema: GraphQLSchema): RestOperation {
  const operation = route.method === 'post' ? sentOf(route, schema) : queryOf(route, schema);
  const [wrong] = validate(schema, operation.document);
  if (wrong) throw new Error(`${route.path}: ${wrong.message}`);
  return operation;
}

/** A mutation, or a question that is too long for an address. */
function sentOf(route: RestRoute, schema: GraphQLSchema): RestOperation {
  const [name] = route.fields;
  const kind = schema.getQueryType()?.getFields()[name] ? 'query' : 'mutation';
  const field = fieldOf(kind === 'query' ? schema.getQueryType() : schema.getMutationType(), name);
  const input = getNamedType(field.args[0]?.type);
  const payload = getNamedType(field.type);
  if (!isInputObjectType(input) || !isObjectType(payload)) throw new Error(`${name} takes no input`);
  const made = Object.values(payload.getFields()).filter((part) => part.name !== 'userErrors');
  const selections = made.map((part) =>
    isLeafType(getNamedType(part.type)) ? part.name : `${part.name} ${selectionOf(objectOf(part))}`,
  );
  const isOnce = CLIENT_MUTATION_ID in input.getFields();
  const inPath = route.path.includes('{id}') ? ['id'] : [];
  return {
    route,
    parameters: inPath.map((id) => ({
      name: id,
      in: 'path',
      argument: input.getFields().id as GraphQLArgument,
    })),
    body: { type: input, omitted: isOnce ? [...inPath, CLIENT_MUTATION_ID] : inPath, isOnce },
    answer: { kind: 'payload', parts: made },
    document: parse(`${kind} ($input: ${input.name}!) {
      answer: ${name}(input: $input) { ${selections.join(' ')} userErrors { code field message } } }`),
  };
}

function queryOf(route: RestRoute, schema: GraphQLSchema): RestOperation {
  const fields: GraphQLField<unknown, unknown>[] = [];
  let type: GraphQLObjectType | null | undefined = schema.getQueryType();
  for (const name of route.fields) {
    const field = fieldOf(type, name);
    fields.push(field);
    type = objectOf(field);
  }
  const last = fields.at(-1);
  if (!last) throw new Error(`${route.path} names no field`);
  const answer = answerOf(last, schema);
  const wanted = (argument: GraphQLArgument) => !route.omitted?.includes(argument.name);
  const parameters = fields
    .flatMap(({ args }) => args.filter(wanted))
    .map((argument) => parameterOf(route, argument, answer.kind === 'page'));
  const text = fields.reduceRight(
    (inner, { name, args }) => {
      const selected = `${name}${argumentsOf(args.filter(wanted))} ${inner}`;
      return name === route.fields[0] ? `answer: ${selected}` : `{ ${selected} }`;
    },
    selectionFor(answer, schema),
  );
  const id = parameters.find((parameter) => parameter.in === 'path')?.argument.name;
  const under = route.under ? `under: ${route.under}(id: $${id}) { id } ` : '';
  return {
    route,
    parameters,
    body: null,
    answer,
    document: parse(`query ${variablesOf(parameters)} { ${under}${text} }`),
  };
}

/** What the path gives is there; what the schema has a default for may be left out. */
function variablesOf(parameters: readonly RestParameter[]): string {
  if (parameters.length === 0) return '';
  const declared = parameters.map(({ in: place, argument: { name, type, defaultValue } }) => {
    if (place === 'path') return `$${name}: ${getNullableType(type)}!`;
    return `$${name}: ${defaultValue === undefined ? type : getNullableType(type)}`;
  });
  return `(${declared.join(', ')})`;
}

function parameterOf(route: RestRoute, argument: GraphQLArgument, paged: boolean): RestParameter {
  if (argument.name === (route.idArgument ?? 'id') && route.path.includes('{id}'))
    return { name: 'id', in: 'path', argument };
  return {
    name: (paged && pageParameters[argument.name]) || argument.name,
    in: 'query',
    argument,
  };
}

function answerOf(field: GraphQLField<unknown, unknown>, schema: GraphQLSchema): RestAnswer {
  const type = objectOf(field);
  if (isListType(getNullableType(field.type))) return { kind: 'list', type };
  const edges = type.getFields().edges;
  if (!edges) return { kind: 'one', type };
  const edge = objectOf(edges).getFields();
  const node = getNamedType(fieldOf(objectOf(edges), 'node').type);
  if (!isObjectType(node) && !isAbstractType(node)) throw new Error(`${type.name} has no nodes`);
  const beside = Object.values(edge).filter(
    ({ name, type: own }) => name !== 'cursor' && isLeafType(getNamedType(own)),
  );
  const kinds = isObjectType(node) ? [node] : schema.getPossibleTypes(node);
  return { kind: 'page', type: node, kinds, beside };
}

function selectionFor(answer: RestAnswer, schema: GraphQLSchema): string {
  if (answer.kind === 'payload') throw new Error('a mutation selects its payload itself');
  const own = isAbstractType(answer.type) ? selectionOfKinds(answer.type, schema) : selectionOf(answer.type);
  if (answer.kind !== 'page') return own;
  const beside = answer.beside.map(({ name }) => name).join(' ');
  return `{ edges { ${beside} node ${own} } pageInfo { hasNextPage endCursor } }`;
}

const argumentsOf = (args: readonly GraphQLArgument[]): string =>
  args.length === 0 ? '' : `(${args.map(({ name }) => `${name}: $${name}`).join(', ')})`;

function fieldOf(type: GraphQLObjectType | null | undefined, name: string): GraphQLField<unknown, unknown> {
  const field = type?.getFields()[name];
  if (!field) throw new Error(`${type?.name} has no field ${name}`);
  return field;
}

function objectOf(field: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new Error(`${field.name} is no object`);
  return type;
}
