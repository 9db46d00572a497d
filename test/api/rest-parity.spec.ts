import { type GraphQLObjectType, getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { restRoutes, shownFields } from '../../src/modules/rest/index.js';
import { type Scope, scopes } from '../../src/platform/access/index.js';
import { errorTable } from '../../src/platform/errors/index.js';
import { openApi } from '../support/api-process.js';
import { apiSchema, rootFields } from '../support/api-schema.js';
import { bothWays, type Fields, isPaged, type Route } from '../support/both-ways.js';
import { evaluateWaiting, project, startSession, tabularDefinition } from '../support/fixtures.js';
import { createKey, createProject, type TestKey } from '../support/keys.js';
import { ownTable } from '../support/own-table.js';
import { openServices } from '../support/services.js';

/** What a route is asked with, and the same as GraphQL has it. */
interface Case {
  /** What the path names. */
  readonly id?: () => string;
  readonly query?: () => string;
  readonly variables?: () => Fields;
  readonly body?: () => Fields;
  /** A question that is sent: it changes nothing, and is no mutation. */
  readonly asks?: true;
  /** A body that says nothing new has no wrong one. */
  readonly wrongBody?: Fields;
  /** Whether there is nothing to be read. */
  readonly empty?: true;
}

const api = await openApi({ ARCHWAY_REQUESTS_PER_MINUTE: '0' });
const services = await openServices(api.database);
const NOTHING = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';

const ids: Record<
  'experiment' | 'session' | 'trial' | 'architecture' | 'table' | 'dataSet' | 'fresh',
  string
> = {
  experiment: '',
  session: '',
  trial: '',
  architecture: '',
  table: '',
  dataSet: '',
  fresh: '',
};
let key: TestKey;
let stranger: TestKey;

beforeAll(async () => {
  key = await createKey(services);
  stranger = await createKey(services, { projectId: await createProject(services) });
  const experiment = await services.experiments.create(project, {
    ...tabularDefinition,
    evaluator: { ...tabularDefinition.evaluator, path: 'queue' },
  });
  const { id } = await startSession(services, experiment.id, { maxTrials: 8 });
  await services.advancing.advance(id);
  await evaluateWaiting(services, id);
  const [trial] = await services.trialViews.ofSession(project, id, 1, 0);
  Object.assign(ids, {
    experiment: experiment.id,
    dataSet: experiment.dataSetId,
    session: id,
    trial: trial?.id,
    architecture: trial?.architecture.id,
    table: (await services.uploads.upload(project, table, null)).id,
  });
});

/** What is changed is fresh: each route has its own. */
const freshExperiment = async () => (await services.experiments.create(project, tabularDefinition)).id;
const freshSession = async () => (await startSession(services, ids.experiment)).id;
const freshKey = async () => (await createKey(services)).id;
const fresh = ({ path }: Route) => {
  if (path.includes('/keys/')) return freshKey();
  return path.includes('/experiments/') ? freshExperiment() : freshSession();
};

const page = { query: () => 'limit=2', variables: () => ({ first: 2 }) };
const front = {
  query: () => 'metrics=VALIDATION_ACCURACY&metrics=DEVICE_SECONDS',
  variables: () => ({ metrics: ['VALIDATION_ACCURACY', 'DEVICE_SECONDS'] }),
};
const constrained = {
  query: () => `limit=3&orderBy=REWARD&constraints=${encodeURIComponent('{"latencyMs": 9}')}`,
  variables: () => ({ first: 3, orderBy: 'REWARD', constraints: { latencyMs: 9 } }),
};
const ofExperiment = { id: () => ids.experiment };
const ofSession = { id: () => ids.session };
const ofTrial = { id: () => ids.trial };
const ofArchitecture = { id: () => ids.architecture };
const table = ownTable('parity');
const ofDataSet = { id: () => ids.dataSet };
const changed = { id: () => ids.fresh };
const search = { strategy: 'random', maxTrials: 4, retrainTop: 0, seed: '1' };

const cases: Readonly<Record<string, Case>> = {
  createExperiment: {
    body: () => ({ definition: tabularDefinition }),
    wrongBody: { definition: { name: 'x' } },
  },
  submitSearch: {
    body: () => ({ experiment: tabularDefinition, search }),
    wrongBody: { experiment: { name: '' }, search: { ...search, maxTrials: 0 } },
  },
  forecastSearch: {
    asks: true,
    body: () => ({ experiment: tabularDefinition, search }),
    wrongBody: { experiment: { name: '' }, search: { ...search, maxTrials: 0 } },
  },
  keys: page,
  createKey: { body: () => ({ name: 'ci', scopes: ['read'] }), wrongBody: { name: '', scopes: [] } },
  rotateKey: { ...changed, body: () => ({ overlapSeconds: 60 }), wrongBody: { overlapSeconds: -1 } },
  revokeKey: changed,
  startSession: {
    body: () => ({ ...search, experimentId: ids.experiment }),
    wrongBody: { ...search, experimentId: NOTHING },
  },
  reviseExperiment: {
    ...changed,
    body: () => ({ definition: { ...tabularDefinition, name: 'second' } }),
    wrongBody: { definition: { name: 'x' } },
  },
  cloneExperiment: { ...changed, body: () => ({ name: 'copy' }), wrongBody: { name: '' } },
  archiveExperiment: changed,
  unarchiveExperiment: changed,
  pauseSession: changed,
  resumeSession: changed,
  stopSession: changed,
  cancelSession: changed,
  changeSession: { ...changed, body: () => ({ priority: 20, labels: ['gpu'] }), wrongBody: { priority: 0 } },
  experiments: page,
  experiment: ofExperiment,
  experimentSessions: { ...ofExperiment, ...page },
  experimentLeaderboard: { ...ofExperiment, ...constrained },
  experimentParetoFront: { ...ofExperiment, ...front },
  sessions: {
    query: () => 'limit=5&states=RUNNING&states=QUEUED&controls=false',
    variables: () => ({ first: 5, states: ['RUNNING', 'QUEUED'], controls: false }),
  },
  session: ofSession,
  compareSessions: { query: () => `ids=${ids.session}`, variables: () => ({ ids: [ids.session] }) },
  sessionLeaderboard: { ...ofSession, ...page },
  sessionParetoFront: { ...ofSession, ...front },
  bestTrial: ofSession,
  sessionProgress: { ...ofSession, query: () => 'points=5', variables: () => ({ points: 5 }) },
  sessionFinalists: ofSession,
  sessionForecast: ofSession,
  sessionTrials: { ...ofSession, ...page },
  sessionUpdates: { ...ofSession, query: () => 'after=0', variables: () => ({ after: 0 }) },
  sessionPastEvents: { ...ofSession, ...page },
  trial: ofTrial,
  trialMeasurements: ofTrial,
  trialAttempts: ofTrial,
  trialArtifacts: ofTrial,
  architecture: ofArchitecture,
  architectureTrials: { ...ofArchitecture, ...page },
  // Nothing is built for a table: both say so.
  architectureGraph: { ...ofArchitecture, empty: true },
  uploadTable: {
    body: () => ({ ...table, name: 'over-the-api' }),
    wrongBody: { ...table, name: 'not a name', rewardColumn: 'nothing' },
  },
  tables: page,
  table: { id: () => ids.table },
  workers: page,
  strategies: {},
  searchSpaces: {},
  evaluators: {},
  dataSets: {},
  dataSetLeaderboard: { ...ofDataSet, ...constrained },
  dataSetParetoFront: { ...ofDataSet, ...front },
  project: {},
  auditLog: page,
};

/** What has fields of its own that people come for; pages, edges and payloads only wrap it. */
const resources = Object.values(apiSchema.getTypeMap()).filter(
  (type): type is GraphQLObjectType =>
    isObjectType(type) &&
    !/^__|(Connection|Edge|Payload)$|^(Query|Mutation|Subscription|PageInfo|UserError)$/.test(type.name),
);
/** Of a root field: the object, or the node of its list. */
function typeOf(root: string): string {
  const { type } = rootFields.find(({ field }) => field.name === root)?.field ?? {};
  return getNamedType(type)?.name.replace('Connection', '') ?? '';
}

const { viaGraphQL, viaRest } = bothWays(api, () => key);

/** What REST calls otherwise. */
const named = (fields: readonly (string | null)[]) => fields.filter((field) => field !== null);

const given = (route: Route): Case => cases[route.operationId] ?? {};
const argumentsOf = (route: Route, { variables }: Case, id: string | undefined): Fields => ({
  ...(id !== undefined && { [route.idArgument ?? 'id']: id }),
  ...variables?.(),
});
const expectStatus = (code: string | null, status: number) =>
  expect(status).toBe(errorTable[code as keyof typeof errorTable]?.httpStatus);

const queries = restRoutes
  .filter(({ method }) => method === 'get')
  .map((route) => [route.operationId, route] as const);
const sent = restRoutes
  .filter(({ method }) => method === 'post')
  .map((route) => [route.operationId, route] as const);
const mutations = sent.filter(([name]) => !cases[name]?.asks);
const all = [...queries, ...sent];

it('every route of REST is compared here', () => {
  expect(Object.keys(cases).sort()).toEqual(restRoutes.map(({ operationId }) => operationId).sort());
});

it('REST answers all that GraphQL answers', () => {
  const roots = rootFields
    .filter(({ operation }) => operation !== 'subscription')
    .map(({ field }) => field.name);
  expect(roots.filter((name) => !restRoutes.some(({ fields }) => fields[0] === name))).toEqual([]);
  const walked = new Set(
    restRoutes.flatMap(({ fields: [root, ...fields] }) => fields.map((name) => `${typeOf(root)}.${name}`)),
  );
  const lacking = resources.flatMap((type) => {
    const shown = new Set(shownFields(type).map(([name]) => name));
    // What an id leads to is read by that id; a winner is the best that there is.
    const isReached = (name: string) =>
      name === 'winner' || shown.has(name) || shown.has(`${name}Id`) || walked.has(`${type.name}.${name}`);
    return Object.keys(type.getFields())
      .filter((name) => !isReached(name))
      .map((name) => `${type.name}.${name}`);
  });
  expect(lacking).toEqual([]);
});

describe.each(sent.filter(([name]) => cases[name]?.asks))('%s', (_name, route) => {
  it('answers as GraphQL does', async () => {
    const body = given(route).body?.() ?? {};
    const answer = await viaRest(route, {
      body,
      headers: { ...key.headers, 'idempotency-key': 'of no use' },
    });
    expect(answer.status).toBe(200);
    expect(answer.outcome).toEqual(await viaGraphQL(route, { input: body }));
  });
});

describe.each(queries)('%s', (_name, route) => {
  const { id, query, empty } = given(route);
  const asked = () => ({ id: id?.(), query: query?.() });

  it('answers as GraphQL does, and 304 while that has not changed', async () => {
    const answer = await viaRest(route, asked());
    expect(answer.outcome).toEqual(await viaGraphQL(route, argumentsOf(route, given(route), id?.())));
    expect(answer.status).toBe(empty ? 404 : 200);
    if (empty) return;
    const tag = { ...key.headers, 'if-none-match': answer.headers.get('etag') ?? '' };
    const again = await viaRest(route, { ...asked(), headers: tag });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

describe.each(queries.filter(([name]) => cases[name]?.id))('%s', (_name, route) => {
  const { id, query } = given(route);
  const asked = () => ({ id: id?.(), query: query?.() });

  it('finds nothing where GraphQL finds nothing, and shows no other project', async () => {
    const absent = await viaRest(route, { ...asked(), id: NOTHING });
    expect(absent.outcome).toEqual(await viaGraphQL(route, argumentsOf(route, given(route), NOTHING)));
    expect(absent.status).toBe(404);
    const foreign = await viaRest(route, { ...asked(), headers: stranger.headers });
    expect(foreign.outcome).toEqual(absent.outcome);
    const no = await viaRest(route, { ...asked(), id: 'seven' });
    const refused = await viaGraphQL(route, argumentsOf(route, given(route), 'seven'));
    expect(no.outcome.code).toBe(refused.code);
    expect(no.status).toBe(400);
    expect(no.outcome.fields).toEqual(refused.fields);
  });
});

describe.each(queries.filter(([, route]) => isPaged(route)))('%s', (_name, route) => {
  const { id } = given(route);

  it('refuses the pages that GraphQL refuses', async () => {
    const rows = [
      ['limit=0', { first: 0 }],
      ['limit=501', { first: 501 }],
      ['cursor=abc', { after: 'abc' }],
    ] as const;
    for (const [wrong, variables] of rows) {
      const no = await viaRest(route, { id: id?.(), query: wrong });
      expect(no.outcome, wrong).toEqual(
        await viaGraphQL(route, { ...argumentsOf(route, {}, id?.()), ...variables }),
      );
      expect(no.status, wrong).toBe(400);
    }
  });
});

describe.each(mutations)('%s', (name, route) => {
  const { id, body } = given(route);

  it('does what GraphQL does: once for both under one name, and refuses the name for anything else', async () => {
    if (id) ids.fresh = await fresh(route);
    const own = { ...body?.(), ...(id && { id: id() }) };
    const headers = { ...key.headers, 'idempotency-key': `parity ${name}` };
    const made = await viaRest(route, { id: id?.(), body: body?.(), headers });
    expect([made.status, made.outcome.code]).toEqual([route.status ?? 200, null]);

    const input = { ...own, clientMutationId: `parity ${name}` };
    const same = await viaGraphQL(route, { input });
    const again = await viaRest(route, { id: id?.(), body: body?.(), headers });
    if (route.shownOnce) {
      const { secret, ...shown } = made.outcome.data as Fields;
      expect(secret).toMatch(/^aw_/);
      expect(same.data).toEqual({ ...shown, secret: null });
      expect(again.outcome).toEqual(same);
    } else {
      expect(same).toEqual(made.outcome);
      expect(again.text).toBe(made.text);
    }

    const other = id ? await fresh(route) : undefined;
    const otherBody = { ...body?.(), ...changedBodies[name] };
    const conflict = await viaRest(route, { id: other, body: otherBody, headers });
    const refused = await viaGraphQL(route, {
      input: { ...input, ...otherBody, ...(other !== undefined && { id: other }) },
    });
    expect(refused).toMatchObject({ code: 'CONFLICT', fields: ['Idempotency-Key'] });
    expect([conflict.status, conflict.outcome]).toEqual([409, refused]);
  });
});

describe.each(sent.filter(([name]) => cases[name]?.wrongBody))('%s', (_name, route) => {
  const { id, wrongBody } = given(route);

  it('refuses what GraphQL refuses, field by field', async () => {
    if (id) ids.fresh = await fresh(route);
    const no = await viaRest(route, { id: id?.(), body: wrongBody });
    const refused = await viaGraphQL(route, { input: { ...wrongBody, ...(id && { id: id() }) } });
    expect(no.outcome.code).toBe(refused.code);
    expect(no.outcome.fields).toEqual(named(refused.fields));
    expect(no.outcome.fields.length).toBeGreaterThan(0);
    expectStatus(no.outcome.code, no.status);
  });
});

describe.each(mutations.filter(([name]) => cases[name]?.id))('%s', (_name, route) => {
  const { id, body } = given(route);

  it('does not reach what is not there or is of another project', async () => {
    ids.fresh = await fresh(route);
    for (const [at, headers] of [
      [NOTHING, key.headers],
      [id?.() ?? '', stranger.headers],
    ] as const) {
      const no = await viaRest(route, { id: at, body: body?.(), headers });
      const refused = await viaGraphQL(route, { input: { ...body?.(), id: at } }, headers);
      expect(no.outcome.code).toBe('NOT_FOUND');
      expect(refused.code).toBe('NOT_FOUND');
      expect(no.outcome.fields).toEqual(named(refused.fields));
      expect(no.status).toBe(404);
    }
  });
});

/** The same order with something else in it. */
const changedBodies: Readonly<Record<string, Fields>> = {
  submitSearch: { search: { ...search, maxTrials: 5 } },
  startSession: { maxTrials: 5 },
  createExperiment: { definition: { ...tabularDefinition, name: 'another' } },
  uploadTable: { name: 'another' },
  createKey: { name: 'another' },
};

describe.each(all)('%s', (_name, route) => {
  const { id, query, body } = given(route);

  it('asks for the scope that GraphQL asks for', async () => {
    if (route.method === 'post' && id) {
      ids.fresh = await fresh(route);
    }
    const asked = { id: id?.(), query: query?.(), body: route.method === 'post' ? body?.() : undefined };
    const variables =
      route.method === 'post'
        ? { input: { ...body?.(), ...(id && { id: id() }) } }
        : argumentsOf(route, given(route), id?.());
    const others = scopes.filter((scope: Scope) => scope !== route.scopes[0]);
    const without = await createKey(services, { only: others });
    const forbidden = await viaRest(route, { ...asked, headers: without.headers });
    expect([forbidden.status, forbidden.outcome.code]).toEqual([403, 'FORBIDDEN']);
    expect(await viaGraphQL(route, variables, without.headers)).toMatchObject({ code: 'FORBIDDEN' });
    const unknown = await viaRest(route, { ...asked, headers: {} });
    expect([unknown.status, unknown.outcome.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(await viaGraphQL(route, variables, {})).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

it('an answer that is waited for is the one that GraphQL gives then', async () => {
  const id = await freshSession();
  const route = restRoutes.find(({ waits }) => waits);
  if (!route) throw new Error('no route waits');
  const waited = viaRest(route, { id, query: 'waitSeconds=60' });
  await services.verbs.apply('cancel', project, id);
  await services.advancing.advance(id);
  const { outcome } = await waited;
  expect(outcome).toEqual(await viaGraphQL(route, { id }));
  expect(outcome.data).toMatchObject({ state: 'CANCELLED' });
});
