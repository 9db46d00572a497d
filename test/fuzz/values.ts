import fc from 'fast-check';
import {
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

/** What a client may send that no type has in mind. */
const oddities: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    '../../etc/passwd',
    "'; drop table experiments; --",
    '<script>alert(1)</script>',
    '%00',
    '-1',
    '1e309',
    'NaN',
    '9999-12-31T23:59:59Z',
    '0000-00-00T00:00:00Z',
    'x'.repeat(5000),
    0,
    -0,
    -1,
    1.5,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    Number.MAX_SAFE_INTEGER,
    Number.MAX_VALUE,
    true,
    [],
    {},
    [[[]]],
    JSON.parse('{"__proto__":{"admin":true}}'),
    { toString: 'x', valueOf: null },
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Words that mean something somewhere. */
const words = fc.constantFrom(
  'random',
  'reinforce',
  'digits',
  'cnn-chain',
  'nasbench201',
  'custom',
  'macro',
  'name',
  '2026-11-25T00:00:00Z',
  Buffer.from('["0199d3a0-5a2b-7c3d-8e4f-123456789abc"]').toString('base64url'),
  Buffer.from('[1]').toString('base64url'),
  Buffer.from('[null,null,null]').toString('base64url'),
);

/** A definition of an experiment, right in most of its parts. */
const definitions = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.record(
    {
      name: fc.oneof({ weight: 3, arbitrary: fc.constant('fuzz') }, inner),
      dataSet: fc.oneof(
        { weight: 3, arbitrary: fc.constant({ name: 'digits' }) },
        fc.record({ name: inner, path: inner }),
      ),
      evaluator: fc.oneof(fc.constant({ kind: 'tabular', table: 'nasbench201' }), fc.record({ kind: inner })),
      space: fc.record(
        {
          kind: fc.oneof(words, inner),
          layers: inner,
          filters: fc.array(inner, { maxLength: 4 }),
          decisions: fc.dictionary(fc.string({ maxLength: 8 }), inner, { maxKeys: 4 }),
          template: inner,
          constraints: fc.array(inner, { maxLength: 3 }),
        },
        { requiredKeys: ['kind'] },
      ),
      objective: fc.record({ power: inner, window: inner, tradeOffs: inner }, { requiredKeys: [] }),
      recipe: fc.record(
        { epochs: inner, batchSize: inner, learningRate: inner, augmentation: inner },
        { requiredKeys: [] },
      ),
      retries: inner,
      seed: inner,
      scheduler: inner,
    },
    { requiredKeys: ['name'] },
  );

/**
 * Values for an input of GraphQL: mostly of its type, now and then of none.
 * @param ids that name something
 */
export function valuesOf(type: GraphQLInputType, ids: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(type, ids) }, { weight: 1, arbitrary: oddities });
}

function fitting(type: GraphQLInputType, ids: readonly string[]): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return fitting(type.ofType, ids);
  if (isListType(type)) return fc.array(valuesOf(type.ofType, ids), { maxLength: 5 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    return fc.record(Object.fromEntries(fields.map((field) => [field.name, valuesOf(field.type, ids)])), {
      requiredKeys: fields.filter(isRequiredInputField).map(({ name }) => name),
    });
  }
  switch (type.name) {
    case 'ID':
      return fc.oneof(fc.constantFrom(...ids), fc.uuid());
    case 'Int':
      return fc.oneof(fc.integer({ min: -1, max: 600 }), fc.maxSafeInteger());
    case 'Float':
      return fc.oneof(fc.double({ min: 0, max: 2 }), fc.double());
    case 'Boolean':
      return fc.boolean();
    case 'JSON':
      return fc.oneof(
        definitions(oddities),
        fc.record({ batchSize: oddities, learningRate: oddities }, { requiredKeys: [] }),
        oddities,
      );
    default:
      return fc.oneof(words, fc.string({ unit: 'binary', maxLength: 30 }), fc.constantFrom(...ids));
  }
}

/** Text of a request that something was done to: cut off, doubled or with a character in the wrong place. */
export const damaged = (text: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(text.length), fc.nat(text.length), fc.string({ unit: 'binary', maxLength: 4 }))
    .map(([from, to, between]) => `${text.slice(0, from)}${between}${text.slice(to)}`);
