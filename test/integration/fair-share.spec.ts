import { beforeEach, describe, expect, it } from 'vitest';
import { createExperiment, end, first, project, startSession, success } from '../support/fixtures.js';
import { createProject } from '../support/keys.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const { leases } = services;

let seed = 0;

/** A session of 40 different trials that wait. */
async function waiting(priority: number): Promise<string> {
  seed += 1;
  const experiment = await createExperiment(services, { seed, space: WIDE });
  const options = { batchSize: 40 };
  const { id } = await startSession(services, experiment.id, { options, maxTrials: 40, priority });
  await services.advancing.advance(id);
  return id;
}

const WIDE = {
  kind: 'cnn-chain',
  layers: 4,
  filterHeights: [1, 3, 5],
  filterWidths: [1, 3],
  filters: [4, 8],
};

const hourPasses = () =>
  database.query(`update trials set created_at = created_at - interval '1 hour' where state = 'QUEUED'`);

const sessionsOf = (trials: readonly { sessionId: string }[]) => trials.map(({ sessionId }) => sessionId);
const count = (trials: readonly { sessionId: string }[], id: string) =>
  sessionsOf(trials).filter((sessionId) => sessionId === id).length;

// What an earlier test left waiting would have its share.
beforeEach(() => database.query(`update search_sessions set state = 'PAUSED' where state = 'RUNNING'`));

describe('sessions of a project', () => {
  it('get places in proportion to their priorities', async () => {
    const [high, low] = [await waiting(30), await waiting(10)];
    const taken = await leases.take('train', 16, 'worker');
    expect([count(taken, high), count(taken, low)]).toEqual([12, 4]);
  });

  it('get one place each before any gets a second, whatever the priorities', async () => {
    const high = await waiting(100);
    expect(sessionsOf(await leases.take('train', 3, 'worker'))).toEqual([high, high, high]);
    const low = await waiting(1);
    expect(sessionsOf(await leases.take('train', 1, 'worker'))).toEqual([low]);
    expect(sessionsOf(await leases.take('train', 1, 'worker'))).toEqual([high]);
  });

  it('with fewer places than sessions take turns by priority times waiting: none waits for ever', async () => {
    const sessions = new Map([
      [await waiting(25), 'high'],
      [await waiting(10), 'low'],
    ]);
    const order: (string | undefined)[] = [];
    for (let round = 0; round < 9; round += 1) {
      await hourPasses();
      const trial = first(await leases.take('train', 1, 'worker'));
      order.push(sessions.get(trial.sessionId));
      await end(services, trial, success(0.5));
      // Whoever was served goes on with what it has just proposed.
      await database.query('update trials set created_at = clock_timestamp() where session_id = $1', [
        trial.sessionId,
      ]);
    }
    expect(order).toEqual(['high', 'high', 'low', 'high', 'high', 'low', 'high', 'high', 'low']);
  });
});

describe('projects', () => {
  it('share evenly, whatever the priorities of their sessions', async () => {
    const mine = await waiting(100);
    const theirs = await waiting(1);
    const other = await createProject(services);
    await database.query('update search_sessions set project_id = $2 where id = $1', [theirs, other]);
    expect(other).not.toBe(project);
    const taken = await leases.take('train', 10, 'worker');
    expect([count(taken, mine), count(taken, theirs)]).toEqual([5, 5]);
  });
});
