import {
  type FieldNode,
  type GraphQLField,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql';

/** As the client sent them. */
export type GivenVariables = Readonly<Record<string, unknown>>;

/** Arguments that say how long a list may be, whatever it is a list of. */
const LENGTH_ARGUMENTS: readonly string[] = ['first', 'last', 'limit', 'points'];

/**
 * Reads how long the page of a field may be, from its argument, a variable or a default. A length that is none costs nothing: it is
 * refused where it is used.
 * @returns undefined for a field that takes no length
 */
export function lengthReader(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: OperationDefinitionNode,
): ((variables: GivenVariables) => number) | undefined {
  const argument = field.args.find(({ name }) => LENGTH_ARGUMENTS.includes(name));
  if (!argument) return undefined;
  const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
  const read = given ? valueReader(given, operation) : () => undefined;
  return (variables) => {
    const length = read(variables) ?? argument.defaultValue;
    return typeof length === 'number' && length > 0 ? length : 0;
  };
}

function valueReader(
  node: ValueNode,
  operation: OperationDefinitionNode,
): (variables: GivenVariables) => unknown {
  if (node.kind === Kind.INT) return () => Number(node.value);
  if (node.kind !== Kind.VARIABLE) return () => undefined;
  const name = node.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const fallback =
    definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : undefined;
  return (variables) => (Object.hasOwn(variables, name) ? variables[name] : fallback);
}
