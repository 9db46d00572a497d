import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { shapeOf } from './operation-shape.js';
import { refusalOf } from './refuse-operation.js';

const schema = buildSchema(`
  scalar JSON
  type Query { node: Node  items(first: Int! = 20): ItemConnection!  points(points: Int! = 200): [Node!]! }
  type Node { id: ID!  json: JSON  node: Node  nodes: [Node!]!  table: [[Float!]!]  items(first: Int! = 20): ItemConnection! }
  type ItemConnection { edges: [ItemEdge!]!  count: Int! }
  type ItemEdge { cursor: String!  node: Node! }
`);

function read(text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('a document of a test has one operation');
  return { document, operation };
}

function shape(text: string) {
  const { document, operation } = read(text);
  return shapeOf(schema, document, operation);
}

const costOf = (text: string, variables = {}) => shape(text).cost(variables, 1000);

describe('the cost of an operation', () => {
  it.each([
    ['a field', '{ node { id } }', 2],
    ['a JSON value', '{ node { json } }', 21],
    ['a list of unknown length', '{ node { nodes { id } } }', 1 + 1 + 10],
    ['a list of lists', '{ node { table } }', 1 + 1 + 100],
    [
      'a page, and what is beside its items',
      '{ items(first: 5) { count edges { node { id } } } }',
      1 + 1 + 1 + 5 * 2,
    ],
    ['a page of the length that is the default', '{ items { edges { cursor } } }', 1 + 1 + 20],
    ['a list that takes its length itself', '{ points(points: 7) { id } }', 1 + 7],
    [
      'pages within pages',
      '{ items(first: 100) { edges { node { items(first: 50) { edges { cursor } } } } } }',
      2 + 100 * (2 + 1 + 50),
    ],
    [
      'fragments, as often as they are spread',
      'fragment F on Node { id node { id } } { a: node { ...F } b: node { ... on Node { ...F } } }',
      2 * (1 + 3),
    ],
    [
      'a fragment on a page, which is as long as the page that it is spread in',
      'fragment P on ItemConnection { edges { cursor } } { a: items(first: 3) { ...P } b: items(first: 4) { ...P } }',
      2 + 3 + 2 + 4,
    ],
  ])('counts %s', (_name, text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  it('counts a page whose length is a variable by its value, or by its default', () => {
    const text = 'query ($n: Int! = 30) { items(first: $n) { edges { cursor } } }';
    expect(costOf(text)).toBe(2 + 30);
    expect(costOf(text, { n: 400 })).toBe(2 + 400);
    expect(costOf(text, { n: -1 })).toBe(2);
    expect(costOf(text, { n: 'many' })).toBe(2);
    expect(shape(text).cost({ n: 400 }, 10)).toBe(2 + 10);
  });

  it('of fragments that double forty times is found at once', () => {
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Node { a: node { ...F${i + 1} } b: node { ...F${i + 1} } }`,
    );
    const { cost, depth, aliases } = shape(
      `${fragments.join(' ')} fragment F40 on Node { id } { node { ...F0 } }`,
    );
    expect(cost({}, 1000)).toBeGreaterThan(2 ** 40);
    expect(aliases).toBeGreaterThan(2 ** 40);
    expect(depth).toBe(42);
  });
});

describe('an operation that is too large', () => {
  const limits = { cost: 1000, introspection: true };
  const refusal = (text: string, variables = {}) => {
    const { document, operation } = read(text);
    return refusalOf(schema, document, operation, variables, limits)?.message;
  };

  it('is told its cost, the limit and which pages would fit', () => {
    const text =
      'query ($n: Int!) { items(first: $n) { edges { node { items(first: $n) { edges { cursor } } } } } }';
    expect(refusal(text, { n: 20 })).toBeUndefined();
    expect(refusal(text, { n: 100 })).toBe(
      'the operation is too large: it costs 10302, and at most 1000 is answered: with pages of up to 30 it would fit',
    );
    expect(refusal(text, { n: 30 })).toBeUndefined();
  });

  it('is told to ask for less where no page is too long', () => {
    expect(refusal('{ node { nodes { nodes { nodes { nodes { id } } } } } }')).toMatch(
      /ask for fewer fields/,
    );
  });

  it('is refused for its depth and for its aliases', () => {
    expect(refusal(`{ ${'node { '.repeat(14)}id${' }'.repeat(14)} }`)).toBeUndefined();
    expect(refusal(`{ ${'node { '.repeat(15)}id${' }'.repeat(15)} }`)).toMatch(
      /16 fields deep, and at most 15/,
    );
    expect(refusal(`{ ${Array.from({ length: 31 }, (_, i) => `a${i}: node { id }`).join(' ')} }`)).toMatch(
      /31 aliases, and at most 30/,
    );
  });
});
