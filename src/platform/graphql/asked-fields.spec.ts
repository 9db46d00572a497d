import { type FragmentDefinitionNode, getOperationAST, Kind, parse } from 'graphql';
import { expect, it } from 'vitest';
import { askedFields } from './asked-fields.js';

function asked(text: string): string[] {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('a document of a test has one operation');
  const fragments = Object.fromEntries(
    document.definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return [...askedFields({ operation, fragments })].sort();
}

it.each([
  ['at any depth', '{ board { edges { node { hash } } } }', ['board', 'edges', 'hash', 'node']],
  ['by its own name where it is given another', '{ board { id: description } }', ['board', 'description']],
  ['in a fragment', '{ board { ...F } } fragment F on Board { tokens }', ['board', 'tokens']],
  [
    'in a fragment of a fragment, and in an inline one',
    '{ board { ...F } } fragment F on Board { ...G } fragment G on Board { ... on Board { tokens } }',
    ['board', 'tokens'],
  ],
  ['under a condition', 'query ($no: Boolean!) { board @include(if: $no) { size } }', ['board', 'size']],
])('finds a field %s', (_where, text, names) => {
  expect(asked(text)).toEqual(names);
});
