import { describe, expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { createExperiment, project, startSession, tabularDefinition } from '../support/fixtures.js';
import { createKey, createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

interface Experiment {
  readonly id: string;
  readonly name: string;
  readonly revision: number;
  readonly firstRevisionId: string;
  readonly clonedFromId: string | null;
  readonly archivedAt: string | null;
  readonly definition: { readonly seed?: number; readonly objective: { readonly power: number } };
}

interface Payload {
  readonly experiment: Experiment | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly field: string | null;
    readonly message: string;
  }[];
}

const FIELDS = 'id name revision firstRevisionId clonedFromId archivedAt definition';
const typeOf = {
  revise: 'ReviseExperimentInput',
  clone: 'CloneExperimentInput',
  archive: 'ExperimentInput',
  unarchive: 'ExperimentInput',
} as const;
type Verb = keyof typeof typeOf;

async function change(verb: Verb, input: object): Promise<Payload> {
  const { payload } = await client.request<{ payload: Payload }>(
    `mutation ($input: ${typeOf[verb]}!) { payload: ${verb}Experiment(input: $input) { experiment { ${FIELDS} } userErrors { code field message } } }`,
    { input },
  );
  return payload;
}

async function done(verb: Verb, input: object): Promise<Experiment> {
  const { experiment, userErrors } = await change(verb, input);
  expect(userErrors).toEqual([]);
  if (!experiment) throw new Error('there is no experiment');
  return experiment;
}

const listed = async (filter: string): Promise<string[]> => {
  const { experiments } = await client.request<{ experiments: { edges: { node: Experiment }[] } }>(
    `{ experiments(first: 500${filter}) { edges { node { id } } } }`,
  );
  return experiments.edges.map(({ node }) => node.id);
};

const create = (changes: object = {}) =>
  services.experiments.create(project, { ...tabularDefinition, ...changes });
const withPower = (power: number) => ({ ...tabularDefinition, objective: { power, window: 1 } });

describe('a revision', () => {
  it('is an experiment after the newest one, and what has run keeps its own', async () => {
    const { id } = await create();
    const session = await startSession(services, id);
    const second = await done('revise', { id, definition: withPower(2) });
    expect(second).toMatchObject({
      revision: 2,
      firstRevisionId: id,
      definition: { objective: { power: 2 } },
    });
    const third = await done('revise', { id: second.id, definition: withPower(3) });
    expect(third).toMatchObject({ revision: 3, firstRevisionId: id });
    const { searchSession } = await client.request<{ searchSession: { experiment: Experiment } }>(
      `query ($id: ID!) { searchSession(id: $id) { experiment { ${FIELDS} } } }`,
      { id: session.id },
    );
    expect(searchSession.experiment).toMatchObject({
      id,
      revision: 1,
      definition: { objective: { power: 1 } },
    });
    expect(await listed(`, firstRevisionId: "${id}"`)).toEqual([third.id, second.id, id]);
  });

  it('is refused of an older one, so that nobody replaces what they have not seen', async () => {
    const { id } = await create();
    const answers = await Promise.all(
      [2, 3, 4].map((power) => change('revise', { id, definition: withPower(power) })),
    );
    const made = answers.filter(({ experiment }) => experiment);
    expect(made.map(({ experiment }) => experiment?.revision)).toEqual([2]);
    for (const { userErrors } of answers.filter(({ experiment }) => !experiment)) {
      expect(userErrors).toMatchObject([
        { code: 'CONFLICT', field: 'id', message: expect.stringContaining('revision 2') },
      ]);
    }
  });

  it('is made once, however often it is sent', async () => {
    const { id } = await create();
    const input = { id, definition: withPower(2), clientMutationId: 'revise once' };
    const first = await done('revise', input);
    expect(await done('revise', input)).toEqual(first);
    expect(await change('revise', { ...input, definition: withPower(5) })).toMatchObject({
      userErrors: [{ code: 'CONFLICT', field: 'clientMutationId' }],
    });
  });

  it('is checked as a new experiment is', async () => {
    const { id } = await create();
    expect(
      await change('revise', { id, definition: { ...tabularDefinition, objective: { power: 0 } } }),
    ).toMatchObject({
      experiment: null,
      userErrors: [{ code: 'INVALID_INPUT', field: 'objective.power' }],
    });
  });
});

describe('a clone', () => {
  it('has the definition, and a history of its own', async () => {
    const { id } = await create({ objective: { power: 2, window: 1 } });
    const copy = await done('clone', { id, name: 'mine' });
    expect(copy).toMatchObject({ name: 'mine', revision: 1, firstRevisionId: copy.id, clonedFromId: id });
    expect(copy.definition).toMatchObject({ name: 'mine', objective: { power: 2 } });
    expect((await done('clone', { id })).name).toBe(tabularDefinition.name);
  });
});

describe('an archived experiment', () => {
  it('is hidden with its revisions, starts nothing, and comes back', async () => {
    const { id } = await create();
    const { id: second } = await done('revise', { id, definition: withPower(2) });
    const under = await startSession(services, second);
    const archived = await done('archive', { id });
    expect(archived.archivedAt).not.toBeNull();
    expect(await done('archive', { id: second })).toMatchObject({ archivedAt: archived.archivedAt });

    const shown = await listed('');
    expect([shown.includes(id), shown.includes(second)]).toEqual([false, false]);
    expect(await listed(', archived: ONLY')).toEqual([second, id]);
    expect(await listed(', archived: INCLUDED')).toContain(id);

    await expect(startSession(services, second)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await change('revise', { id: second, definition: withPower(3) })).toMatchObject({
      userErrors: [{ code: 'CONFLICT', message: expect.stringContaining('unarchive it first') }],
    });
    // What has begun goes on.
    await services.advancing.advance(under.id);
    expect(await services.sessions.find(project, under.id)).toMatchObject({
      policyVersion: expect.any(Number),
      state: 'SUCCEEDED',
    });

    expect(await done('unarchive', { id })).toMatchObject({ archivedAt: null });
    expect(await listed('')).toContain(second);
    expect(await startSession(services, second)).toMatchObject({ state: 'QUEUED' });
  });

  it('answers who repeats the start of a session that was started before', async () => {
    const { id: experimentId } = await create();
    const START = `mutation ($input: StartSearchSessionInput!) { startSearchSession(input: $input) { searchSession { id } userErrors { code } } }`;
    const start = () =>
      client.request(START, {
        input: { experimentId, maxTrials: 4, strategy: 'random', clientMutationId: 'before' },
      });
    const first = await start();
    await done('archive', { id: experimentId });
    expect(await start()).toEqual(first);
  });
});

describe('a list of experiments', () => {
  it('is narrowed by name and by data set', async () => {
    const { id, dataSetId } = await create({ name: 'Narrow 100%_a' });
    const other = await createExperiment(services, { name: 'narrow' });
    expect(await listed(', name: "NARROW"')).toEqual([other.id, id]);
    expect(await listed(', name: "100%_A"')).toEqual([id]);
    expect(await listed(`, name: "narrow", dataSetVersionId: "${dataSetId}"`)).toEqual([id]);
  });
});

describe('a list of sessions', () => {
  it('is narrowed by state, strategy, experiment and part', async () => {
    const { id: experimentId } = await create();
    const random = await startSession(services, experimentId);
    const search = await startSession(services, experimentId, {
      strategy: 'evolution',
      options: {},
      control: true,
    });
    await services.verbs.apply('pause', project, search.id);
    const sessions = async (filter: string) => {
      const { searchSessions } = await client.request<{
        searchSessions: { edges: { node: { id: string } }[] };
      }>(
        `query ($experimentId: ID!) { searchSessions(experimentId: $experimentId${filter}) { edges { node { id } } } }`,
        { experimentId },
      );
      return searchSessions.edges.map(({ node }) => node.id);
    };
    expect(await sessions('')).toHaveLength(3);
    expect(await sessions(', controls: false')).toEqual([search.id, random.id]);
    expect(await sessions(', strategies: ["evolution"]')).toEqual([search.id]);
    expect(await sessions(', states: [QUEUED], controls: false')).toEqual([random.id]);
    expect(await sessions(', states: [FAILED, CANCELLED]')).toEqual([]);
  });
});

it('what another project has is not found, and every change is in the audit log', async () => {
  const { id } = await create();
  const copy = await done('clone', { id });
  const key = await createKey(services, { projectId: await createProject(services) });
  for (const verb of ['revise', 'clone', 'archive', 'unarchive']) {
    const input = { id, ...(verb === 'revise' && { definition: withPower(2) }) };
    const { body } = await api.post(
      `mutation ($input: ${typeOf[verb as Verb]}!) { payload: ${verb}Experiment(input: $input) { experiment { id } userErrors { code field } } }`,
      { input },
      key.headers,
    );
    expect(body.data?.payload).toEqual({
      experiment: null,
      userErrors: [{ code: 'NOT_FOUND', field: 'id' }],
    });
  }
  const rows = await api.database.query<{ name: string }>(
    `select name from mutations where subject_id = '${copy.id}'`,
  );
  expect(rows).toEqual([{ name: 'cloneExperiment' }]);
});
