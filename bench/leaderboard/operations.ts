import type pg from 'pg';
import { ask, type Operation } from './load.js';

const STANDING = `validation { mean lower upper runs } test { mean lower upper runs } deviceSeconds
  architecture { id hash parameters flops }`;

const PAGE = `query ($dataSetVersionId: ID, $orderBy: LeaderboardMetric!, $constraints: LeaderboardConstraints, $first: Int!, $after: String) {
  leaderboard(dataSetVersionId: $dataSetVersionId, orderBy: $orderBy, constraints: $constraints, first: $first, after: $after) {
    edges { rank node { ${STANDING} } } pageInfo { hasNextPage endCursor } } }`;

const FRONT = `query ($dataSetVersionId: ID, $metrics: [LeaderboardMetric!]!) {
  paretoFront(dataSetVersionId: $dataSetVersionId, metrics: $metrics) { size standings { ${STANDING} } } }`;

const SERIES = `query ($id: ID!) {
  searchSession(id: $id) { progress(points: 200) { trials deviceSeconds best } } }`;

export const PAGE_SIZE = 20;

/** What is measured, each as the i-th of many requests that differ. */
export type Operations = Readonly<Record<string, (index: number) => Operation>>;

interface PageData {
  readonly leaderboard: { readonly pageInfo: { readonly endCursor: string } };
}

/** On the board of the whole data set, which is the largest, and on the longest session. */
export async function operationsOf(url: string, client: pg.Client): Promise<Operations> {
  const one = async (statement: string): Promise<string> =>
    (await client.query<{ id: string }>(statement)).rows[0]?.id ?? '';
  const dataSetVersionId = await one('select id from data_sets');
  const longest = await one('select id from search_sessions order by proposed desc limit 1');
  // The curve of a session that has ended is kept; that of one under way is read each time.
  const underWay = await one(
    `update search_sessions set state = 'RUNNING'
     where id = (select id from search_sessions order by proposed desc offset 1 limit 1) returning id`,
  );
  const page = (changes: object): Operation => ({
    query: PAGE,
    variables: { dataSetVersionId, orderBy: 'VALIDATION_ACCURACY', first: PAGE_SIZE, ...changes },
  });
  const deep = await deepCursors(url, client, dataSetVersionId, page);
  return {
    firstPage: () => page({}),
    // From the smallest to the median network: the fewer fit, the further down the order they stand.
    filteredPage: (index) => page({ constraints: { parameters: 20_000 + ((index * 7919) % 180_000) } }),
    twoConstraints: (index) =>
      page({
        constraints: {
          parameters: 50_000 + ((index * 7919) % 150_000),
          flops: 4_000_000 + ((index * 104_729) % 4_000_000),
        },
      }),
    deepPage: (index) => page({ after: deep[index % deep.length] }),
    otherOrder: () => page({ orderBy: 'TEST_LOWER_BOUND' }),
    paretoFront: () => ({
      query: FRONT,
      variables: { dataSetVersionId, metrics: ['VALIDATION_ACCURACY', 'PARAMETERS'] },
    }),
    paretoFrontOfThree: () => ({
      query: FRONT,
      variables: { dataSetVersionId, metrics: ['VALIDATION_ACCURACY', 'PARAMETERS', 'FLOPS'] },
    }),
    sessionSeries: () => ({ query: SERIES, variables: { id: longest } }),
    runningSeries: () => ({ query: SERIES, variables: { id: underWay } }),
  };
}

/** Cursors from all over the board: made as the service makes them, then proven to be ones by asking. */
async function deepCursors(
  url: string,
  client: pg.Client,
  board: string,
  page: (changes: object) => Operation,
): Promise<string[]> {
  const { rows } = await client.query<{ validation: number; id: string; rank: number }>(
    `select validation, trial_id as id, rank::integer from (
       select validation, trial_id, row_number() over (order by -validation, trial_id) as rank
       from standings where board_id = $1 and validation is not null) as ranked
     where rank % (select greatest(1, count(*) / 64) from standings where board_id = $1) = 0`,
    [board],
  );
  const cursors = rows.map(({ validation, id, rank }) =>
    Buffer.from(JSON.stringify(['VALIDATION_ACCURACY', -validation, id, rank])).toString('base64url'),
  );
  const [cursor] = cursors;
  await ask<PageData>(url, page({ after: cursor }));
  return cursors;
}
