import { describe, expect, it } from 'vitest';
import type { SessionEventPayload } from '../../src/modules/events/index.js';
import { createExperiment, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());
const experiment = await createExperiment(services);

/** A session whose first event, number 1, tells that it is QUEUED. */
const openSession = async () => (await startSession(services, experiment.id)).id;

const epoch = (number: number): SessionEventPayload => ({
  type: 'EPOCH_REPORTED',
  trialId: 'a trial',
  number,
  epoch: 1,
  validationAccuracy: 0.5,
  trainLoss: null,
});

const append = (sessionId: string, payloads: readonly SessionEventPayload[]) =>
  services.database.transaction((transaction) => services.events.append(transaction, sessionId, payloads));

describe('EventLog', () => {
  it('numbers what eight write at the same time without a gap, each batch in one piece', async () => {
    const sessionId = await openSession();
    const batches = Array.from({ length: 80 }, (_, batch) => [epoch(10 * batch), epoch(10 * batch + 1)]);
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (const batch of batches.slice(10 * writer, 10 * writer + 10)) await append(sessionId, batch);
      }),
    );
    const events = (await services.events.after(project, sessionId, 1, 500)).map((event) => ({
      sequence: event.sequence,
      number: event.type === 'EPOCH_REPORTED' ? event.number : Number.NaN,
    }));
    expect(events.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: 160 }, (_, index) => index + 2),
    );
    for (let index = 0; index < events.length; index += 2) {
      expect(events[index + 1]?.number).toBe((events[index]?.number ?? 0) + 1);
    }
    expect(new Set(events.map(({ number }) => number)).size).toBe(160);
  });

  it('gives out no number that is not committed, and takes back none that is', async () => {
    const sessionId = await openSession();
    const broken = services.database.transaction(async (transaction) => {
      await services.events.append(transaction, sessionId, [epoch(1)]);
      throw new Error('the transaction fails');
    });
    await expect(broken).rejects.toThrow('the transaction fails');
    await append(sessionId, [epoch(2)]);
    expect(await services.events.after(project, sessionId, 1, 10)).toMatchObject([
      { sequence: 2, number: 2 },
    ]);
  });

  it('numbers in the order of commit: a reader never sees a number before a smaller one', async () => {
    const sessionId = await openSession();
    let second: Promise<void> | undefined;
    const order: string[] = [];
    await services.database.transaction(async (transaction) => {
      await services.events.append(transaction, sessionId, [epoch(1)]);
      second = append(sessionId, [epoch(2)]).then(() => void order.push('second'));
      // The second writer waits for our lock: nobody can read its event before ours.
      expect(await services.events.after(project, sessionId, 1, 10)).toEqual([]);
      order.push('first');
    });
    await second;
    expect(order).toEqual(['first', 'second']);
    const events = await services.events.after(project, sessionId, 1, 10);
    expect(events).toMatchObject([
      { sequence: 2, number: 1 },
      { sequence: 3, number: 2 },
    ]);
  });

  it('is read page by page after a sequence', async () => {
    const sessionId = await openSession();
    await append(sessionId, [2, 3, 4, 5].map(epoch));
    const sequences = async (after: number) =>
      (await services.events.after(project, sessionId, after, 2)).map(({ sequence }) => sequence);
    expect(await sequences(0)).toEqual([1, 2]);
    expect(await sequences(2)).toEqual([3, 4]);
    expect(await sequences(4)).toEqual([5]);
    expect(await sequences(5)).toEqual([]);
  });
});
