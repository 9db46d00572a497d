import { expect, it } from 'vitest';
import { MutationRepository } from '../../src/modules/mutations/index.js';
import { MutationRetention } from '../../src/modules/mutations/mutation-retention.service.js';
import { readConfiguration } from '../../src/platform/config/index.js';
import { captureLog } from '../support/captured-log.js';
import { createExperiment, project, runningSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);

const remembered = async () => {
  const [row] = await database.query<{ count: number }>('select count(*)::int as count from mutations');
  return row?.count;
};

it('forgets the mutations that are older than the configuration wants, however many', async () => {
  await createExperiment(services);
  const { sessionId } = await runningSession(services);
  const order = {
    name: 'pauseSearchSession',
    by: { projectId: project, keyId: null },
    input: { id: sessionId },
  };
  await services.verbs.apply('pause', project, sessionId, order);
  await database.query(
    `insert into mutations (id, project_id, name, subject_id, fingerprint, created_at)
     select gen_random_uuid(), project_id, name, subject_id, fingerprint, created_at - make_interval(days => days)
     from mutations, generate_series(1, 2500) as days`,
  );
  const retention = (days: string) =>
    new MutationRetention(
      new MutationRepository(services.database),
      readConfiguration({ ARCHWAY_AUDIT_DAYS: days }),
      captureLog().logger,
    );
  await retention('2000').forget();
  expect(await remembered()).toBe(2000);
  await retention('1').forget();
  expect(await remembered()).toBe(1);
});
