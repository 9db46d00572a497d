import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import { eventually } from '../support/eventually.js';
import { createExperiment, evaluateWaiting, registerWorker, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';

const preload = fileURLToPath(new URL('../support/log-statements.mjs', import.meta.url));
const api = await openApi({ NODE_OPTIONS: `--import ${preload}` });
const client = new GraphQLClient(api.url);
const services = await openServices(api.database);
const experiment = await createExperiment(services);
const { id } = await startSession(services, experiment.id, { maxTrials: 20, options: { batchSize: 20 } });
await services.advancing.advance(id);
await evaluateWaiting(services, id);
for (let index = 0; index < 20; index += 1) {
  const other = await createExperiment(services, { seed: index + 1 });
  await startSession(services, other.id);
}
for (let index = 0; index < 20; index += 1) await registerWorker(services);
await api.database.query('update trials set worker_id = (select id from workers limit 1)');
for (let index = 0; index < 10; index += 1) {
  await startSession(services, experiment.id, { strategy: 'reinforce', options: {}, control: true });
}

const statements = (): string[] =>
  api.log.filter(({ msg }) => msg === 'Statement').map(({ text }) => String(text));
const MARK = '{ architecture(id: "0199d3a0-5a2b-7c3d-8e4f-123456789abc") { id } }';
const isMark = (statement: string): boolean => statement.includes('FROM "architectures"');

/** The statements that the API sends for a request. Its log is in order: with the mark, all before it are there. */
async function statementsOf(query: string, variables: object): Promise<string[]> {
  const before = statements().length;
  await client.request(query, { ...variables });
  await client.request(MARK);
  await eventually(() => statements().slice(before).some(isMark), {
    what: 'the statement that marks the end',
  });
  const sent = statements().slice(before);
  return sent.slice(0, sent.findIndex(isMark));
}

const TRIAL =
  'number architecture { hash } measurements { step } artifacts { name } earlierAttempts { attempt } worker { name }';
const SESSION =
  'trialCounts { succeeded } experiment { name } control { state } winner { number } verdict { pValue } policyUpdates { version }';

it.each([
  [
    'trials',
    `query ($id: ID!, $first: Int!) { trials(sessionId: $id, first: $first) { edges { node { ${TRIAL} } } } }`,
    id,
  ],
  [
    'a leaderboard',
    `query ($id: ID!, $first: Int!) { leaderboard(sessionId: $id, first: $first) { edges { rank node {
       validation { mean runs } trial { ${TRIAL} } } } } }`,
    id,
  ],
  [
    'sessions',
    `query ($id: ID!, $first: Int!) { experiment(id: $id) { searchSessions(first: $first) { edges { node {
       ${SESSION} } } } } }`,
    experiment.id,
  ],
  [
    'experiments',
    `query ($first: Int!) { experiments(first: $first) { edges { node { searchSessions(first: 3) { edges { node {
       ${SESSION} } } } } } } }`,
    null,
  ],
  [
    'sessions of the project',
    `query ($first: Int!) { searchSessions(first: $first) { edges { node { ${SESSION} } } } }`,
    null,
  ],
  [
    "architectures' trials",
    `query ($id: ID!, $first: Int!) { trials(sessionId: $id, first: $first) { edges { node { architecture {
       graph { classes } trials(first: 3) { edges { node { number measurements { step } } } } } } } } }`,
    id,
  ],
  [
    'events',
    `query ($id: ID!, $first: Int!) { searchSessionEvents(sessionId: $id, first: $first) { edges { node { sequence } } } }`,
    id,
  ],
  ['mutations', `query ($first: Int!) { auditLog(first: $first) { edges { node { name keyName } } } }`, null],
  ['keys', `query ($first: Int!) { apiKeys(first: $first) { edges { node { name scopes } } } }`, null],
  [
    'workers',
    `query ($first: Int!) { workers(first: $first) { edges { node { busy trials { ${TRIAL} } } } } }`,
    null,
  ],
])('a list of %s takes as many statements for twenty as for two', async (_name, query, subject) => {
  const of = subject === null ? {} : { id: subject };
  const few = await statementsOf(query, { ...of, first: 2 });
  expect(few.length).toBeGreaterThan(0);
  expect(await statementsOf(query, { ...of, first: 20 })).toHaveLength(few.length);
});

it('the curve of a session that has ended is read once, of one that failed or is under way each time', async () => {
  const query =
    'query ($id: ID!, $points: Int!) { searchSession(id: $id) { progress(points: $points) { trials best } } }';
  const { id: other } = await startSession(services, experiment.id);
  const readings = async (points: number): Promise<number> =>
    (await statementsOf(query, { id: other, points })).filter((text) => text.includes('session_progress'))
      .length;
  for (const state of ['RUNNING', 'FAILED']) {
    await api.database.query('update search_sessions set state = $2 where id = $1', [other, state]);
    expect([await readings(20), await readings(20)]).toEqual([1, 1]);
  }
  for (const state of ['SUCCEEDED', 'CANCELLED']) {
    await api.database.query('update search_sessions set state = $2 where id = $1', [other, state]);
    expect([await readings(20), await readings(20), await readings(30), await readings(30)]).toEqual([
      1, 0, 1, 0,
    ]);
  }
});

it('what is long of an architecture is read for a board where it is asked for, under whatever name', async () => {
  const boards = (fields: string) => `query ($id: ID!) {
    leaderboard(sessionId: $id, first: 2) { edges { node { architecture { hash ${fields} } } } }
    paretoFront(sessionId: $id, metrics: [VALIDATION_ACCURACY, PARAMETERS]) { standings { architecture { hash ${fields} } } } }`;
  const reads = async (query: string): Promise<number> =>
    (await statementsOf(query, { id })).filter((text) => text.includes("'description', a.description"))
      .length;
  expect(await reads(boards(''))).toBe(0);
  expect(await reads(boards('words: description'))).toBe(2);
  const asked = `${boards('...Long')} fragment Long on Architecture { tokens description }`;
  interface Shown {
    readonly architecture: { readonly hash: string; readonly tokens: number[]; readonly description: object };
  }
  const { leaderboard, paretoFront } = await client.request<{
    leaderboard: { edges: { node: Shown }[] };
    paretoFront: { standings: Shown[] };
  }>(asked, { id });
  const shown = [...leaderboard.edges.map(({ node }) => node), ...paretoFront.standings];
  expect(shown.length).toBeGreaterThan(2);
  for (const { architecture } of shown) {
    const [stored] = await api.database.query(
      'select tokens, description from architectures where hash = $1',
      [architecture.hash],
    );
    expect(architecture).toMatchObject({ ...stored });
  }
});
