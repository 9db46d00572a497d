import { describe, expect, it } from 'vitest';
import { openApi } from '../support/api-process.js';
import { quickDefinition } from '../support/search.js';

const api = await openApi();

const CREATE = `mutation ($definition: JSON!) {
  createExperiment(input: { definition: $definition }) { experiment { id } userErrors { code field message } } }`;
const START = `mutation ($input: StartSearchSessionInput!) {
  startSearchSession(input: $input) { searchSession { id } userErrors { code field message } } }`;

interface UserError {
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

async function refusals(
  mutation: 'createExperiment' | 'startSearchSession',
  variables: object,
): Promise<UserError[]> {
  const { body } = await api.post(mutation === 'createExperiment' ? CREATE : START, variables);
  const payload = body.data?.[mutation] as unknown as {
    experiment?: null;
    searchSession?: null;
    userErrors: UserError[];
  };
  expect(payload.experiment ?? payload.searchSession ?? null).toBeNull();
  return payload.userErrors;
}

const rowCounts = () =>
  api.database.query<{ experiments: string; sessions: string }>(
    'select (select count(*) from experiments) as experiments, (select count(*) from search_sessions) as sessions',
  );

const withSpace = (space: object) => ({ ...quickDefinition, space: { ...quickDefinition.space, ...space } });

describe('a bad experiment', () => {
  it.each<[string, object, string, RegExp]>([
    [
      'an unknown data set',
      { ...quickDefinition, dataSet: { name: 'digts' } },
      'dataSet.name',
      /did you mean 'digits'.*fashion-mnist/,
    ],
    [
      'a data set that is not there',
      { ...quickDefinition, dataSet: { name: 'fashion-mnist', path: '/nowhere' } },
      'dataSet',
      /\/nowhere/,
    ],
    [
      'a space with an empty choice',
      withSpace({ filters: [] }),
      'space.filters',
      /at least one choice, e\.g\. \[24/,
    ],
    ['an even filter', withSpace({ filterHeights: [2] }), 'space.filterHeights[0]', /odd/],
    ['an unknown field', { ...quickDefinition, epochs: 3 }, 'epochs', /not a known field/],
    [
      'an unknown field further down',
      { ...quickDefinition, recipe: { epoch: 3 } },
      'recipe.epoch',
      /not a known field/,
    ],
    ['too many epochs', { ...quickDefinition, recipe: { epochs: 1e6 } }, 'recipe.epochs', /from 1 to 2000/],
    ['no name', { ...quickDefinition, name: ' ' }, 'name', /1 to 200 characters/],
    ['a name that Postgres cannot store', { ...quickDefinition, name: 'a\0b' }, 'name', /control character/],
    ['a name that is no text', { ...quickDefinition, name: 'a\ud800b' }, 'name', /control character/],
    [
      'batches that no epoch fills',
      { ...quickDefinition, recipe: { batchSize: 2000 } },
      'recipe.batchSize',
      /at most 1078/,
    ],
    ['something else altogether', [1], '', /object with name, dataSet and space/],
  ])(
    'with %s is refused by field, with what would be right, and not stored',
    async (_name, definition, field, message) => {
      const before = await rowCounts();
      const errors = await refusals('createExperiment', { definition });
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'INVALID_INPUT', field });
      expect(errors[0]?.message).toMatch(message);
      expect(await rowCounts()).toEqual(before);
    },
  );

  it('is told everything that is wrong at once', async () => {
    const definition = { ...withSpace({ filters: [], layers: 0 }), dataSet: {}, more: 1 };
    const fields = (await refusals('createExperiment', { definition })).map(({ field }) => field);
    expect(fields.sort()).toEqual(['dataSet.name', 'more', 'space.filters', 'space.layers']);
  });
});

describe('a bad session', async () => {
  const { body } = await api.post(CREATE, { definition: quickDefinition });
  const created = body.data?.createExperiment as unknown as { experiment: { id: string } };
  const input = { experimentId: created.experiment.id, maxTrials: 4 };

  it.each<[string, object, string, RegExp]>([
    ['a negative budget', { maxTrials: -1 }, 'maxTrials', /from 1 to 1000000/],
    ['an unknown strategy', { strategy: 'reinfoce' }, 'strategy', /choose one of .*reinforce/],
    [
      'an unknown option',
      { options: { learnRate: 1 } },
      'options.learnRate',
      /not an option of bayesian; there are batchSize, /,
    ],
    [
      'an option out of range',
      { strategy: 'reinforce', options: { learningRate: -1 } },
      'options.learningRate',
      /above 0/,
    ],
    [
      'a depth that the space does not choose',
      { strategy: 'reinforce', options: { depthSchedule: {} } },
      'options.depthSchedule',
      /'depth' is not/,
    ],
    ['a seed that is no number', { seed: 'abc' }, 'seed', /whole number/],
    ['too many finalists', { retrainTop: 21 }, 'retrainTop', /from 0 to 20/],
    ['a goal beyond reach', { goal: 1.1 }, 'goal', /above 0, up to 1/],
    ['no time', { maxDurationSeconds: 0 }, 'maxDurationSeconds', /from 1 to/],
    ['a malformed id', { experimentId: '42' }, 'experimentId', /UUID/],
    ['a mutation id that is too long', { clientMutationId: 'x'.repeat(201) }, 'clientMutationId', /200/],
    [
      'an experiment that is not there',
      { experimentId: '0199d3a0-5a2b-7c3d-8e4f-123456789abc' },
      'experimentId',
      /no experiment 0199/,
    ],
  ])('with %s is refused by field, and nothing is started', async (_name, changes, field, message) => {
    const before = await rowCounts();
    const [error, ...others] = await refusals('startSearchSession', { input: { ...input, ...changes } });
    expect(others).toEqual([]);
    expect(error?.field).toBe(field);
    expect(error?.message).toMatch(message);
    expect(await rowCounts()).toEqual(before);
  });
});

describe('a variable', () => {
  const LIST = `query ($first: Int!, $archived: Archived = EXCLUDED) {
    experiments(first: $first, archived: $archived) { pageInfo { hasNextPage } } }`;

  it.each<[string, string, object, [string, RegExp][]]>([
    [
      'an input',
      START,
      { input: { experimentId: 'x', maxTrials: 'lots', mode: 'FAST', stratgy: 'random' } },
      [
        ['stratgy', /^is not a known field; there are .*, strategy, /],
        ['maxTrials', /^must be a whole number/],
        ['mode', /^must be one of ASYNCHRONOUS, SYNCHRONOUS$/],
      ],
    ],
    [
      'arguments',
      LIST,
      { first: 'many', archived: 'YES' },
      [
        ['first', /^must be a whole number/],
        ['archived', /^must be one of EXCLUDED, INCLUDED, ONLY$/],
      ],
    ],
    ['an argument that is missing', LIST, {}, [['first', /^is missing$/]]],
    ['an input that is missing', START, {}, [['input', /^is missing$/]]],
  ])('of another type, as %s, is refused by field', async (_name, operation, variables, wrong) => {
    const { status, body } = await api.post(operation, variables);
    const [error, ...others] = body.errors ?? [];
    expect([status, others]).toEqual([400, []]);
    expect(error?.extensions).toMatchObject({ code: 'INVALID_INPUT', errorId: expect.any(String) });
    const problems = error?.extensions.problems as { field: string; message: string }[];
    expect(problems).toEqual(
      wrong.map(([field, message]) => ({ field, message: expect.stringMatching(message) })),
    );
    for (const { field, message } of problems) expect(error?.message).toContain(`${field}: ${message}`);
  });
});

describe('a bad query', () => {
  it.each<[string, string, string, RegExp]>([
    ['a malformed id', '{ experiment(id: "42") { id } }', 'INVALID_INPUT', /id: must be a UUID such as/],
    [
      'a field that is not there',
      '{ experiments { edges { nod } } }',
      'GRAPHQL_VALIDATION_FAILED',
      /"nod".*Did you mean "node"/,
    ],
    [
      'a page that is too long',
      '{ experiments(first: 501) { pageInfo { hasNextPage } } }',
      'INVALID_INPUT',
      /first: must be from 1 to 500/,
    ],
    [
      'a cursor of another list',
      '{ experiments(after: "abc") { pageInfo { hasNextPage } } }',
      'INVALID_INPUT',
      /after: is not a cursor/,
    ],
    [
      'a place that no row can have',
      `{ trials(sessionId: "0199d3a0-5a2b-7c3d-8e4f-123456789abc", after: "${Buffer.from('[1e12]').toString('base64url')}") {
         pageInfo { hasNextPage } } }`,
      'INVALID_INPUT',
      /after: is not a cursor/,
    ],
    [
      'no scope',
      '{ leaderboard { pageInfo { hasNextPage } } }',
      'INVALID_INPUT',
      /either sessionId or experimentId or dataSetVersionId/,
    ],
    [
      'a character that no text can have',
      '{ experiments(name: "a\\u0000b") { pageInfo { hasNextPage } } }',
      'INVALID_INPUT',
      /such as NUL/,
    ],
    ['a syntax error', '{ experiments', 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ])('with %s says so', async (_name, query, code, message) => {
    const { body, text } = await api.post(query);
    expect(body.errors?.[0]?.extensions.code).toBe(code);
    expect(body.errors?.[0]?.message).toMatch(message);
    expect(text).not.toMatch(/node_modules|\.js:\d/);
  });
});
