import { expect, it } from 'vitest';
import type { ProjectId } from '../../src/platform/access/index.js';
import { digitsDefinition, end, first, success } from '../support/fixtures.js';
import { createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());

const SEARCH = {
  strategy: 'random',
  options: { batchSize: 1 },
  seed: '1',
  maxTrials: 2,
  retrainTop: 0,
  trialTimeLimitSeconds: 60,
  control: false,
};

async function start(projectId: ProjectId, changes: object = {}) {
  const { id: experimentId } = await services.experiments.create(projectId, digitsDefinition, null);
  return services.starting.start(projectId, { ...SEARCH, experimentId, ...changes });
}

it('no more searches are under way than the project may have, however many are started at once', async () => {
  const projectId = await createProject(services, { maxRunningSessions: 2 });
  const searches = await Promise.allSettled(
    Array.from({ length: 5 }, () => start(projectId, { strategy: 'logits', control: true, options: {} })),
  );
  expect(searches.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  const refusal = searches.find((search) => search.status === 'rejected')?.reason as unknown;
  expect(refusal).toMatchObject({ code: 'QUOTA_EXCEEDED', message: expect.stringContaining('may have 2') });
  const started = searches.flatMap((search) => (search.status === 'fulfilled' ? [search.value] : []));
  const { id } = first(started);
  await services.verbs.apply('cancel', projectId, id);
  await services.advancing.advance(id);
  await expect(start(projectId)).resolves.toMatchObject({ projectId });
});

it('no search starts once the device-hours of the month are used; those of another project do not count', async () => {
  const [projectId, other] = [
    await createProject(services, { maxDeviceHoursPerMonth: 1 }),
    await createProject(services),
  ];
  for (const [owner, hours] of [
    [other, 5],
    [projectId, 1],
  ] as const) {
    await expect(start(projectId)).resolves.toMatchObject({ projectId });
    const { id } = await start(owner);
    await services.advancing.advance(id);
    const trial = first(await services.trialViews.ofSession(owner, id, 1, 0));
    const [claimed] = await services.leases.claim([trial], 1, 'worker');
    if (!claimed) throw new Error('the trial cannot be claimed');
    await end(services, claimed, { ...success(0.5), deviceSeconds: hours * 3600 });
  }
  await expect(start(projectId)).rejects.toMatchObject({
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining('1.0 device-hours this month, and it may use 1'),
  });
});
