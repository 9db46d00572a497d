import { afterEach, expect, it, vi } from 'vitest';
import {
  claim,
  conclude,
  end,
  first,
  letLeaseRunOut,
  preempted,
  runningSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);

const DAY_MILLISECONDS = 86_400_000;

/** What the clock of the worker that acts next says; Postgres has its own. */
function clockIsOff(milliseconds: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: performance.timeOrigin + performance.now() + milliseconds });
}

afterEach(() => void vi.useRealTimers());

const skews = [
  ['a day ahead', DAY_MILLISECONDS],
  ['a day behind', -DAY_MILLISECONDS],
] as const;

it.each(skews)('a worker whose clock is %s has a lease of the usual length', async (_name, skew) => {
  const { trials } = await runningSession(services);
  clockIsOff(skew);
  const trial = await claim(services, first(trials));
  expect(await services.leases.heartbeat(trial)).toBe('held');
  const [lease] = await database.query(
    'select extract(epoch from lease_expires_at - clock_timestamp())::float8 as seconds from trials where id = $1',
    [trial.id],
  );
  expect(lease?.seconds).toBeGreaterThan(0);
  expect(lease?.seconds).toBeLessThanOrEqual(60);
});

it.each(skews)(
  'a reconciler whose clock is %s takes back what has run out, and nothing else',
  async (_name, skew) => {
    const { trials } = await runningSession(services);
    const [held, lost] = [
      await claim(services, first(trials)),
      await claim(services, first(trials.slice(1))),
    ];
    await letLeaseRunOut(services, lost.id);
    clockIsOff(skew);
    await services.leases.expireLeases();
    expect((await stateOf(services, held.id)).state).toBe('RUNNING');
    expect((await stateOf(services, lost.id)).state).toBe('QUEUED');
    expect(await end(services, held, success(0.5))).toBe(true);
  },
);

it('a pause before the next attempt is measured by one clock, whoever asks', async () => {
  const { trials } = await runningSession(services);
  const { id } = first(trials);
  await conclude(services, await claim(services, { id }), { ...preempted, failure: 'TRAINER_ERROR' });
  const [row] = await database.query(
    'select extract(epoch from retry_at - clock_timestamp())::float8 as seconds from trials where id = $1',
    [id],
  );
  expect(row?.seconds).toBeLessThanOrEqual(1);
  clockIsOff(DAY_MILLISECONDS);
  await database.query(`update trials set retry_at = clock_timestamp() + interval '1 hour' where id = $1`, [
    id,
  ]);
  expect(await services.leases.claim([{ id, attempt: 2 }], 1, 'ahead')).toEqual([]);
});
