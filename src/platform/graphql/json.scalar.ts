import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/** What we read of it is written for people, and walked by functions that call themselves. */
const MOST_DEPTH = 32;

/** A JSON value whose form is checked, and described, where it is used. */
export const JsonScalar = new GraphQLScalarType({
  name: 'JSON',
  description: 'A JSON value; the field that uses it says which form it has',
  serialize: (value) => value,
  parseValue: shallow,
  parseLiteral: (node, variables) => shallow(jsonOf(node, variables ?? {})),
});

/** @throws GraphQLError when lists and objects are nested too deeply */
function shallow(value: unknown): unknown {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
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
