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
 * Selects every field that needs no argument, and of what is below each type once.
 * @param above types that are being selected already
 */
export function wholeSelection(type: GraphQLNamedType, above: readonly string[] = []): string {
  if (isLeafType(type)) return '';
  const inner = [...above, type.name];
  const own = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const fields = own.flatMap(({ name, args, type: fieldType }) => {
    const named = getNamedType(fieldType);
    if (args.some(isRequiredArgument) || inner.includes(named.name)) return [];
    return [`${name} ${wholeSelection(named, inner)}`];
  });
  const kinds = isAbstractType(type)
    ? apiSchema.getPossibleTypes(type).map((kind) => `... on ${kind.name} ${wholeSelection(kind, inner)}`)
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
