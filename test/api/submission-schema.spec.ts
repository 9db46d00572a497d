import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { strategies } from '../../src/nas/strategies/index.js';
import { openApi } from '../support/api-process.js';
import { digitsDefinition, tabularDefinition } from '../support/fixtures.js';
import { rest } from '../support/rest.js';

const api = await openApi();
const examples = resolve(import.meta.dirname, '../../examples');
const files = readdirSync(examples).filter((name) => /\.(json|ya?ml)$/.test(name));

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

let schema: Schema;
let accepts: ValidateFunction;

beforeAll(async () => {
  const { body } = await rest(api, 'GET', '/v1/schemas/submission.json');
  schema = body as unknown as Schema;
  // A keyword that is misspelt, or of another draft, is refused.
  accepts = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true }).compile(
    schema,
  );
});

const search = { strategy: 'random', maxTrials: 4 };
const submission = { experiment: digitsDefinition, search };

/** Nothing is stored of what is refused. */
const refusal = async (body: object): Promise<{ status: number; fields: unknown[] }> => {
  const reply = await rest(api, 'POST', '/v1/searches', { body });
  const problems = (reply.body.problems ?? []) as { field: string }[];
  return { status: reply.status, fields: problems.map(({ field }) => field) };
};

describe('the JSON Schema of a submission', () => {
  it('is the one that stands in the repository and that the command prints', () => {
    const stored = readFileSync(resolve(examples, '../submission.schema.json'), 'utf8');
    expect(JSON.parse(stored)).toEqual(schema);
  });

  it.each(files)('takes the example %s, which says where it is', (file) => {
    const text = readFileSync(resolve(examples, file), 'utf8');
    accepts(parse(text));
    expect(accepts.errors).toBeNull();
    expect(text).toMatch(/(\$schema=|"\$schema": ").*submission\.schema\.json/);
  });

  it.each(Object.keys(strategies))('takes %s with no option, and with each at its default', (strategy) => {
    const options = strategies[strategy]?.optionsSchema.parse({});
    for (const given of [{}, { options: null }, { options }]) {
      accepts({ ...submission, search: { ...search, strategy, ...given } });
      expect(accepts.errors).toBeNull();
    }
  });

  it.each<[string, object]>([
    ['a table', tabularDefinition],
    ['a space by its name', { ...digitsDefinition, space: 'lecture-60' }],
    ['a cell', { ...digitsDefinition, space: { kind: 'nasnet-cell' } }],
    ['retries', { ...digitsDefinition, retries: { TIMEOUT: { times: 1 } } }],
  ])('takes %s', (_name, experiment) => {
    accepts({ experiment, search });
    expect(accepts.errors).toBeNull();
  });

  it.each<[string, object, string]>([
    ['no search', { experiment: digitsDefinition }, 'search'],
    ['no budget', { ...submission, search: { strategy: 'random' } }, 'search.maxTrials'],
    [
      'no data set',
      { experiment: { ...digitsDefinition, dataSet: undefined }, search },
      'experiment.dataSet',
    ],
    ['an unknown part', { ...submission, more: 1 }, 'more'],
    ['an unknown strategy', { ...submission, search: { ...search, strategy: 'magic' } }, 'search.strategy'],
    [
      'an option of another strategy',
      { ...submission, search: { ...search, options: { populationSize: 4 } } },
      'search.options.populationSize',
    ],
    [
      'an option of the default strategy out of range',
      { ...submission, search: { maxTrials: 4, options: { batchSize: 0 } } },
      'search.options.batchSize',
    ],
    ['a seed that is a number', { ...submission, search: { ...search, seed: 1 } }, 'search.seed'],
    [
      'an unknown space',
      { experiment: { ...digitsDefinition, space: 'lecture' }, search },
      'experiment.space',
    ],
    [
      'a way to look up that there is not',
      {
        experiment: {
          ...tabularDefinition,
          evaluator: { kind: 'tabular', table: 'nasbench201', path: 'fast' },
        },
        search,
      },
      'experiment.evaluator.path',
    ],
    [
      'a data set beside a table',
      { experiment: { ...tabularDefinition, dataSet: { name: 'digits' } }, search },
      'experiment.dataSet',
    ],
  ])('refuses %s as the server does', async (_name, body, field) => {
    expect(accepts(JSON.parse(JSON.stringify(body)))).toBe(false);
    const { status, fields } = await refusal(body);
    expect(status).toBe(400);
    expect(fields).toContain(field);
  });

  it('refuses a wrong value of each field, as the server does', async () => {
    const experiment = propertiesOf(schema, 'experiment', 'else');
    const wrong = { no: 'such value' };
    const places: (readonly string[])[] = [
      ...Object.keys(experiment).map((name) => ['experiment', name]),
      ...['recipe', 'finalRecipe', 'objective'].flatMap((part) =>
        Object.keys(experiment[part]?.properties ?? {}).map((name) => ['experiment', part, name]),
      ),
      ...Object.keys(propertiesOf(schema, 'search')).map((name) => ['search', name]),
    ];
    expect(places.length).toBeGreaterThan(50);
    const bodies = places.map((place) => [place.join('.'), withValue(submission, place, wrong)] as const);
    for (const [strategy, { optionsSchema }] of Object.entries(strategies)) {
      for (const name of Object.keys(optionsSchema.parse({}) as object)) {
        const body = { ...submission, search: { ...search, strategy, options: { [name]: wrong } } };
        bodies.push([`search.options.${name}`, body]);
      }
    }
    for (const [place, body] of bodies) {
      expect(accepts(body), place).toBe(false);
      const { status, fields } = await refusal(body);
      expect(status, place).toBe(400);
      expect(
        fields.some((field) => String(field).startsWith(place)),
        `${place}: ${fields.join()}`,
      ).toBe(true);
    }
  });
});

function propertiesOf(root: Schema, part: string, branch?: string): Readonly<Record<string, Schema>> {
  const whole = root.properties?.[part];
  const form = branch ? (whole?.[branch] as Schema | undefined) : whole;
  return form?.properties ?? {};
}

function withValue(object: object, [name, ...rest]: readonly string[], value: unknown): object {
  if (name === undefined) return object;
  const inner = (object as Readonly<Record<string, object | undefined>>)[name];
  return { ...object, [name]: rest.length === 0 ? value : withValue(inner ?? {}, rest, value) };
}
