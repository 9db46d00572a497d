import { type GraphQLResolveInfo, type OperationDefinitionNode, visit } from 'graphql';

/** A document that is sent again is the same object. */
const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/**
 * The names of all fields that an operation asks for anywhere, so that a resolver need not read what nobody will see. Those of
 * fragments that it does not use are among them.
 */
export function askedFields({ operation, fragments }: Pick<GraphQLResolveInfo, 'operation' | 'fragments'>) {
  const found = known.get(operation);
  if (found) return found;
  const names = new Set<string>();
  for (const node of [operation, ...Object.values(fragments)]) {
    visit(node, {
      Field: ({ name }) => {
        names.add(name.value);
      },
    });
  }
  known.set(operation, names);
  return names;
}
