import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { strategies as known } from '../../src/nas/strategies/index.js';
import { openApi } from '../support/api-process.js';

const api = await openApi();
const client = new GraphQLClient(api.url);
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true });

it('every strategy is there, with options by which its defaults are valid and others are not', async () => {
  const { strategies } = await client.request<{
    strategies: { name: string; description: string; options: object }[];
  }>('{ strategies { name description options } }');
  expect(strategies.map(({ name }) => name)).toEqual(Object.keys(known));
  for (const { name, options } of strategies) {
    const accepts = ajv.compile(options);
    expect(accepts(known[name]?.optionsSchema.parse({})), name).toBe(true);
    expect(accepts({ magic: 1 }), name).toBe(false);
    for (const [option, schema] of Object.entries(
      (options as { properties: Record<string, object> }).properties,
    )) {
      expect(schema, `${name}.${option}`).toHaveProperty('description');
    }
  }
});

it('every kind of space is there, with a definition by which presets are known and mistakes are not', async () => {
  const { searchSpaces } = await client.request<{
    searchSpaces: { kind: string; definition: object; presets: string[] }[];
  }>('{ searchSpaces { kind description definition presets } }');
  for (const { kind, definition } of searchSpaces) {
    const accepts = ajv.compile(definition);
    expect(accepts({ kind, nothing: 'such' }), kind).toBe(false);
    if (kind !== 'custom') expect(accepts({ kind }), kind).toBe(true);
  }
  expect(searchSpaces.find(({ kind }) => kind === 'cnn-chain')?.presets).toContain('lecture-60');
});

it('every evaluator and data set says how an experiment names it', async () => {
  const { evaluators, dataSets } = await client.request<{
    evaluators: { kind: string; definition: object }[];
    dataSets: { name: string; tabular: boolean; reference: object }[];
  }>('{ evaluators { kind description definition } dataSets { name tabular reference } }');
  for (const { kind, definition } of evaluators) {
    expect(
      ajv.validate(definition, kind === 'tabular' ? { kind, table: 'nasbench201' } : { kind }),
      kind,
    ).toBe(true);
    expect(ajv.validate(definition, { kind: 'magic' }), kind).toBe(false);
  }
  for (const { name, tabular, reference } of dataSets) {
    const named = tabular
      ? { kind: 'tabular', table: name }
      : { name, ...(name !== 'digits' && { path: '/data' }) };
    expect(ajv.validate(reference, named), name).toBe(true);
    expect(ajv.validate(reference, { ...named, [tabular ? 'table' : 'name']: 'another' }), name).toBe(false);
  }
});
