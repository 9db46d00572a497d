import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  buildSchema,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** The schema as it is published; `npm run check` holds it against the code. */
export const apiSchema = buildSchema(
  readFileSync(resolve(import.meta.dirname, '../../schema.graphql'), 'utf8'),
);

export interface RootField {
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly field: GraphQLField<unknown, unknown>;
}

/** Everything that an operation can begin with. */
export const rootFields: readonly RootField[] = (
  [
    ['query', apiSchema.getQueryType()],
    ['mutation', apiSchema.getMutationType()],
    ['subscription', apiSchema.getSubscriptionType()],
  ] as const
).flatMap(([operation, type]) =>
  Object.values(type?.getFields() ?? {}).map((field) => ({ operation, field })),
);

/**
 * Selects every field that needs no argument, and those of each type where it is first met.
 * @param met types that are selected elsewhere
 */
export function wholeSelection(type: GraphQLNamedType, met = new Set<string>()): string {
  if (isLeafType(type)) return '';
  if (met.has(type.name)) return '{ __typename }';
  met.add(type.name);
  const own = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = own
    .filter(({ args }) => !args.some(isRequiredArgument))
    .map(({ name, type: fieldType }) => `${name} ${wholeSelection(getNamedType(fieldType), met)}`);
  const kinds = isAbstractType(type)
    ? apiSchema.getPossibleTypes(type).map((kind) => `... on ${kind.name} ${wholeSelection(kind, met)}`)
    : [];
  return `{ __typename ${[...fields, ...kinds].join(' ')} }`;
}

/** An operation of one field, whose arguments are all variables of their own names. */
export function operationOf({ operation, field }: RootField, given: object, selection?: string): string {
  const used = field.args.filter(({ name }) => name in given);
  const declared = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const wanted = selection ?? wholeSelection(getNamedType(field.type));
  return `${operation} ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${wanted} }`;
}
