import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { RECONCILIATION_MILLISECONDS } from '../../src/modules/sessions/reconciler.service.js';
import { startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { hasRedisServer, PrivateRedis } from '../support/private-redis.js';
import { quickDefinition, SearchClient } from '../support/search.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';

/** Looks of the reconciler that an emptied queue may cost: the job that one has added may be lost as well. */
const PAUSES = 5;

const search = { strategy: 'random', options: { batchSize: 2 }, maxTrials: 6, retrainTop: 1 };

/** Runs a search to its end while somebody empties the queue again and again. */
async function searchWhile(
  empty: () => Promise<unknown>,
  database: TestDatabase,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const service = await startArchway('up', {
    DATABASE_URL: database.url,
    ARCHWAY_DEVICE_SLOTS: '2',
    ...settings,
  });
  onTestFinished(async () => void (await service.end('SIGTERM')));
  const client = new SearchClient(service.url);
  const id = await client.start(quickDefinition, search);
  const session = await eventually(
    async () => {
      await empty();
      const { state, trialCounts, policyUpdates } = await client.session(id);
      return state === 'SUCCEEDED' && { trialCounts, policyUpdates };
    },
    { timeoutMs: 120_000, what: 'the search to end' },
  );
  expect(session.trialCounts).toMatchObject({ succeeded: 6, failed: 0 });
  expect(session.policyUpdates.map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(await longestPause(database, id)).toBeLessThan(PAUSES * RECONCILIATION_MILLISECONDS);
}

/** From the end of a batch to the next one, or from the start to the first, in milliseconds by the database's clock. */
async function longestPause(database: TestDatabase, id: string): Promise<number> {
  const [row] = await database.query<{ milliseconds: number }>(
    `with batches as (
       select policy_version, min(created_at) as began, max(finished_at) as ended
       from trials where session_id = $1 and purpose = 'SEARCH' group by policy_version
     ), pauses as (
       select began - coalesce(lag(ended) over (order by batches.policy_version), s.created_at) as pause
       from batches cross join search_sessions s where s.id = $1
     ) select extract(epoch from max(pause))::float8 * 1000 as milliseconds from pauses`,
    [id],
  );
  return row?.milliseconds ?? Number.NaN;
}

it('a queue in Postgres that is emptied all the time costs no result', async () => {
  const database = await openTestDatabase();
  await searchWhile(() => database.query('truncate bullmq.job cascade'), database, {});
});

it.skipIf(!hasRedisServer())('nor does one in Redis', async () => {
  const redis = await PrivateRedis.start();
  onTestFinished(() => redis.stop());
  const client = new Redis(redis.url);
  onTestFinished(() => void client.disconnect());
  await searchWhile(() => client.flushall(), await openTestDatabase(), { REDIS_URL: redis.url });
});
