import { expect, it } from 'vitest';
import { runningSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();

/** Plans as Postgres makes them for tables of other sizes, in which the inner side of a join runs many times. */
const plans = [
  ['as it is chosen', []],
  ['of nested loops alone', ['enable_hashjoin', 'enable_mergejoin', 'enable_material', 'enable_memoize']],
] as const;

it.each(plans)('a claim takes no more trials than there are places, by a plan %s', async (_name, without) => {
  for (const setting of without)
    await database.query(`alter database "${database.name}" set ${setting} = off`);
  const services = await openServices(database);
  const search = { options: { batchSize: 40 }, maxTrials: 40 };
  await runningSession(services, search);
  await runningSession(services, search);
  for (let round = 0; round < 5; round += 1) {
    expect(await services.leases.take('train', 2, 'worker')).toHaveLength(2);
  }
});
