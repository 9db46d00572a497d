import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** What we read of it is written for people, and walked by functions that call themselves. */
const MOST_DEPTH = 32;

/** More than any definition has: the largest space of one's own has some thousands. */
const MOST_VALUES = 10_000;

/** A JSON value whose form is checked, and described, where it is used. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'A JSON value; the field that uses it says which form it has',
  serialize: (value) => value,
  parseValue: ofFairSize,
  parseLiteral: (node, variables) => ofFairSize(jsonOf(node, variables ?? {})),
});

/** @throws GraphQLError when lists and objects are nested too deeply, or have too many members in all */
function ofFairSize(value: unknown): unknown {
  let level: unknown[] = [value];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (values > MOST_VALUES) throw new GraphQLError(`must not have more than ${MOST_VALUES} values`);
    if (depth > MOST_DEPTH) throw new GraphQLError(`must not be nested more than ${MOST_DEPTH} deep`);
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return value;
}

function jsonOf(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
  switch (node.kind) {
    case Kind.STRING:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.LIST:
      return node.values.map((item) => jsonOf(item, variables));
    case Kind.OBJECT:
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, jsonOf(field.value, variables)]),
      );
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.ENUM:
      throw new GraphQLError(`${node.value} is not JSON: put a string into quotes`);
  }
}
