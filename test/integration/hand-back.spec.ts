import { describe, expect, it } from 'vitest';
import { TrialCheckpointRepository } from '../../src/modules/trials/typeorm-trial-checkpoints.js';
import {
  claim,
  conclude,
  end,
  first,
  preempted,
  runningSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const { leases } = services;
const checkpoints = new TrialCheckpointRepository();

const handedBack = (checkpoint: Uint8Array | null) => ({ ...preempted, handedBack: { checkpoint } });
const found = (id: string, attempt: number) => checkpoints.find(services.database.session, id, attempt);

const waitingTrial = async () => first((await runningSession(services)).trials);

describe('a trial that its worker hands back', () => {
  it('goes back to the queue however often that is, and has all its attempts left', async () => {
    const { id } = await waitingTrial();
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      const trial = await claim(services, { id });
      expect(await conclude(services, trial, handedBack(null))).toEqual({
        kind: 'again',
        attempt: attempt + 1,
        afterSeconds: 0,
      });
    }
    for (let attempt = 9; attempt <= 13; attempt += 1) {
      expect((await conclude(services, await claim(services, { id }), preempted)).kind).toBe('again');
    }
    expect((await conclude(services, await claim(services, { id }), preempted)).kind).toBe('ended');
    expect(await stateOf(services, id)).toMatchObject({ state: 'FAILED', failure: 'PREEMPTED', attempt: 14 });
  });

  it('takes along how far it had come, until it has ended', async () => {
    const { id } = await waitingTrial();
    const [early, late] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    await conclude(services, await claim(services, { id }), handedBack(early));
    expect(await found(id, 2)).toEqual({ content: Buffer.from(early), isNewest: true });
    await conclude(services, await claim(services, { id }), handedBack(late));
    expect(await found(id, 3)).toEqual({ content: Buffer.from(late), isNewest: true });
    // An attempt that was lost may have come further, in the folder of its worker.
    await conclude(services, await claim(services, { id }), preempted);
    expect(await found(id, 4)).toEqual({ content: Buffer.from(late), isNewest: false });
    await leases.forgetCheckpoints();
    expect(await found(id, 4)).not.toBeNull();
    await end(services, await claim(services, { id }), success(0.5));
    await leases.forgetCheckpoints();
    expect(await found(id, 4)).toBeNull();
  });

  it('after its lease was lost is left as it stands', async () => {
    const { id } = await waitingTrial();
    const old = await claim(services, { id });
    await conclude(services, old, preempted);
    expect(await conclude(services, old, handedBack(Uint8Array.of(1)))).toMatchObject({ kind: 'refused' });
    expect(await found(id, 2)).toBeNull();
  });
});
