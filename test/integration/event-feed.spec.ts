import { describe, expect, it, onTestFinished } from 'vitest';
import type { SessionEvent } from '../../src/modules/events/index.js';
import { createExperiment, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const experiment = await createExperiment(services);

const openSession = async () => (await startSession(services, experiment.id)).id;

/** Writes as another process would. */
const write = (sessionId: string, count = 1) =>
  services.database.transaction((transaction) =>
    services.events.append(
      transaction,
      sessionId,
      Array.from({ length: count }, () => ({
        type: 'SESSION_STATE_CHANGED',
        state: 'QUEUED',
        stopReason: null,
      })),
    ),
  );

function follow(sessionId: string, after = 0): AsyncGenerator<SessionEvent, void, undefined> {
  const feed = services.feed.follow(project, sessionId, after, async () => {});
  onTestFinished(async () => void (await feed.return()));
  return feed;
}

async function take(feed: AsyncGenerator<SessionEvent, void, undefined>, count: number): Promise<number[]> {
  const sequences: number[] = [];
  while (sequences.length < count) {
    const { value } = await feed.next();
    if (!value) break;
    sequences.push(value.sequence);
  }
  return sequences;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('EventFeed.follow', () => {
  it('gives what has happened, and then what happens', async () => {
    const sessionId = await openSession();
    await write(sessionId, 2);
    const feed = follow(sessionId);
    expect(await take(feed, 3)).toEqual([1, 2, 3]);
    const next = take(feed, 2);
    await write(sessionId, 2);
    expect(await next).toEqual([4, 5]);
  });

  it('loses and repeats nothing while several write, over more than a page of history', async () => {
    const sessionId = await openSession();
    await write(sessionId, 1200);
    const feed = follow(sessionId);
    const all = take(feed, 1401);
    await Promise.all(range(1, 20).map(() => write(sessionId, 10)));
    expect(await all).toEqual(range(1, 1401));
  });

  it('goes on after the sequence that it is given', async () => {
    const sessionId = await openSession();
    await write(sessionId, 5);
    expect(await take(follow(sessionId, 4), 2)).toEqual([5, 6]);
  });

  it('frees a follower of a quiet session at once when it leaves', async () => {
    const sessionId = await openSession();
    const feed = follow(sessionId, 1);
    const pending = feed.next();
    await feed.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(await feed.next()).toEqual({ done: true, value: undefined });
  });

  it('serves two followers of one session each on its own, also after one has left', async () => {
    const sessionId = await openSession();
    const [one, other] = [follow(sessionId), follow(sessionId)];
    expect([await take(one, 1), await take(other, 1)]).toEqual([[1], [1]]);
    const both = [take(one, 1), take(other, 1)];
    await write(sessionId);
    expect(await Promise.all(both)).toEqual([[2], [2]]);
    await one.return();
    const last = take(other, 1);
    await write(sessionId);
    expect(await last).toEqual([3]);
  });

  it('does not mind a follower that leaves twice, with another in its place', async () => {
    const sessionId = await openSession();
    const gone = follow(sessionId, 1);
    await gone.return();
    const stays = follow(sessionId, 1);
    await gone.return();
    const next = take(stays, 1);
    await write(sessionId);
    expect(await next).toEqual([2]);
  });

  it('looks again when notifications may have been lost', async () => {
    const sessionId = await openSession();
    const feed = follow(sessionId, 1);
    const next = take(feed, 1);
    await database.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'archway-listen' and datname = current_database()`,
    );
    await write(sessionId);
    expect(await next).toEqual([2]);
  });
});
