import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { SessionTurnRepository } from '../../src/modules/sessions/typeorm-session-turns.js';
import { eventually } from '../support/eventually.js';
import {
  createExperiment,
  evaluateWaiting,
  failure,
  first,
  policyUpdates,
  project,
  runningSession,
  startSession,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
/** Another process on the same database and the same jobs. */
const others = await openServices(database, services.queue);

const trialsOf = (sessionId: string) => services.trialViews.ofSession(project, sessionId, 500, 0);
const sessionOf = async (id: string) => {
  const session = await services.sessions.find(project, id);
  if (!session) throw new Error(`there is no session ${id}`);
  return session;
};

/** Which update each trial was told to, in the order of proposal. */
const toldVersions = async (sessionId: string) =>
  (
    await database.query<{ told: number | null }>(
      'select told_version as told from trials where session_id = $1 order by number',
      [sessionId],
    )
  ).map(({ told }) => told);

const checkpointVersions = async (sessionId: string) =>
  (
    await database.query<{ version: number }>(
      'select version from checkpoints where session_id = $1 order by version',
      [sessionId],
    )
  ).map(({ version }) => version);

/** Advances and evaluates in turn until the session has ended. */
async function runToItsEnd(
  sessionId: string,
  evaluate = () => evaluateWaiting(services, sessionId),
): Promise<void> {
  for (let step = 0; (await sessionOf(sessionId)).finishedAt === null; step += 1) {
    if (step > 100) throw new Error('the session does not end');
    await services.advancing.advance(sessionId);
    await evaluate();
  }
}

describe('advance', () => {
  it('ends a search whose space is exhausted before its budget, with what was found', async () => {
    const experiment = await createExperiment(services, {
      seed: 4242,
      space: { kind: 'cnn-chain', layers: 1, filterHeights: [1, 3], filterWidths: [1], filters: [4, 8] },
    });
    const { id } = await startSession(services, experiment.id, {
      strategy: 'grid',
      options: {},
      maxTrials: 50,
    });
    await runToItsEnd(id);
    expect(await sessionOf(id)).toMatchObject({ state: 'SUCCEEDED', stopReason: 'SPACE_EXHAUSTED' });
    expect(await trialsOf(id)).toHaveLength(4);
  });

  it('proposes batch by batch until the budget is spent, and tells each result once', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 10 });
    await runToItsEnd(sessionId);
    expect(await sessionOf(sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'MAX_TRIALS',
      error: null,
    });
    expect((await trialsOf(sessionId)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await toldVersions(sessionId)).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 3, 3]);
    const updates = await policyUpdates(services, sessionId);
    expect(updates.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(first(updates).telemetry).toMatchObject({ rewardBest: 0.004 ** 3 });
  });

  it('waits while a trial of the batch is unfinished', async () => {
    const { sessionId, trials } = await runningSession(services);
    await services.advancing.advance(sessionId);
    expect(await trialsOf(sessionId)).toEqual(trials);
  });

  it('called twice at the same time tells each result once and proposes one batch', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { sessionId } = await runningSession(services, { maxTrials: 100 });
      await evaluateWaiting(services, sessionId);
      await Promise.all([
        services.advancing.advance(sessionId),
        others.advancing.advance(sessionId),
        services.advancing.advance(sessionId),
      ]);
      expect(await toldVersions(sessionId)).toEqual([1, 1, 1, 1, null, null, null, null]);
      expect(await policyUpdates(services, sessionId)).toHaveLength(1);
    }
  });

  it('waits for the lock of a session once, however often it is called, and misses nothing', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 8 });
    const gate = new EventEmitter();
    const held = services.database.transaction(async (transaction) => {
      await services.sessions.lock(transaction, sessionId);
      gate.emit('locked');
      await once(gate, 'released');
    });
    await once(gate, 'locked');
    const waiting = others.advancing.advance(sessionId);
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await database.query(waits)).length > 0, {
      what: 'a turn to wait for the session',
    });
    await evaluateWaiting(services, sessionId);
    // They resolve although nobody has the lock yet.
    await Promise.all([1, 2, 3].map(() => others.advancing.advance(sessionId)));
    expect(await toldVersions(sessionId)).toEqual([null, null, null, null]);
    gate.emit('released');
    await Promise.all([held, waiting]);
    expect(await toldVersions(sessionId)).toEqual([1, 1, 1, 1, null, null, null, null]);
  });

  it('proposes in any process what one process alone would have proposed', async () => {
    const experiment = await createExperiment(services, { seed: 500 });
    const [one, both] = [
      await startSession(services, experiment.id, { maxTrials: 16 }),
      await startSession(services, experiment.id, { maxTrials: 16 }),
    ];
    for (let round = 0; round < 4; round += 1) {
      await services.advancing.advance(one.id);
      await (round % 2 === 0 ? services : others).advancing.advance(both.id);
      for (const { id } of [one, both]) await evaluateWaiting(services, id);
    }
    const tokens = async (id: string) => (await trialsOf(id)).map(({ architecture }) => architecture.tokens);
    expect(await tokens(both.id)).toEqual(await tokens(one.id));
    expect(await tokens(one.id)).toHaveLength(16);
  });

  it('reuses results of an equal evaluation across sessions, and goes on without a worker', async () => {
    const experiment = await createExperiment(services, { seed: 600 });
    const again = await createExperiment(services, { seed: 600, name: 'the same problem' });
    const original = await startSession(services, experiment.id);
    await runToItsEnd(original.id);
    const repeat = await startSession(services, again.id);
    await runToItsEnd(repeat.id, async () => undefined);
    const [trained, reused] = [await trialsOf(original.id), await trialsOf(repeat.id)];
    expect(reused.map((trial) => trial.validationAccuracy)).toEqual(
      trained.map((trial) => trial.validationAccuracy),
    );
    expect(reused.every(({ cachedFromId }) => trained.some(({ id }) => id === cachedFromId))).toBe(true);
    expect(await toldVersions(repeat.id)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
  });

  it('reuses nothing of an evaluation that differs', async () => {
    const original = await startSession(services, (await createExperiment(services, { seed: 700 })).id);
    await runToItsEnd(original.id);
    const other = await startSession(services, (await createExperiment(services, { seed: 701 })).id);
    await services.advancing.advance(other.id);
    expect((await trialsOf(other.id)).map(({ state }) => state)).toEqual([
      'QUEUED',
      'QUEUED',
      'QUEUED',
      'QUEUED',
    ]);
  });

  it('trains the best once more, from the same seed, and ends with them', async () => {
    const { sessionId, experiment } = await runningSession(services, { retrainTop: 2 });
    await runToItsEnd(sessionId);
    const trials = await trialsOf(sessionId);
    const best = trials
      .filter(({ purpose, repeated }) => purpose === 'SEARCH' && !repeated)
      .sort((a, b) => (b.validationAccuracy ?? 0) - (a.validationAccuracy ?? 0))
      .slice(0, 2);
    const finalists = trials.filter(({ purpose }) => purpose === 'FINAL');
    expect(finalists.map(({ architecture }) => architecture.id)).toEqual(
      best.map(({ architecture }) => architecture.id),
    );
    const seeds = await database.query('select distinct seed from trials where session_id = $1', [sessionId]);
    expect(experiment.definition).toMatchObject({ seed: Number(seeds[0]?.seed) });
    expect(seeds).toHaveLength(1);
    expect((await sessionOf(sessionId)).state).toBe('SUCCEEDED');
    // The strategy is told of what it proposed, and of nothing else.
    expect((await toldVersions(sessionId)).slice(-2)).toEqual([null, null]);
  });
});

describe('a session fails', () => {
  it('when more trials fail than it allows, with the reason of the last one', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 100, maxFailedTrials: 3 });
    await evaluateWaiting(services, sessionId, () => failure);
    await services.advancing.advance(sessionId);
    expect(await sessionOf(sessionId)).toMatchObject({
      state: 'FAILED',
      stopReason: 'MAX_FAILED_TRIALS',
      error: expect.stringContaining('the loss is NaN'),
    });
  });

  it('not when as many fail as it allows: the strategy is told of them', async () => {
    const { sessionId } = await runningSession(services, { maxTrials: 8, maxFailedTrials: 3 });
    await evaluateWaiting(services, sessionId, ({ number }) => (number <= 3 ? failure : success(0.9)));
    await services.advancing.advance(sessionId);
    expect((await sessionOf(sessionId)).state).toBe('RUNNING');
    expect(first(await policyUpdates(services, sessionId)).telemetry.rewardMean).toBeCloseTo(0.9 ** 3, 12);
  });

  it.each([
    ['options', `options = '{"trees": 5}'`, 'other options of reinforce: .*"trees"'],
    ['strategy', `strategy = 'hill-climb'`, 'no strategy hill-climb'],
  ])('when another version of the program stored its %s, with the reason', async (_what, stored, reason) => {
    const { sessionId } = await runningSession(services, { strategy: 'reinforce' });
    await database.query(`update search_sessions set ${stored} where id = $1`, [sessionId]);
    await evaluateWaiting(services, sessionId);
    await others.advancing.advance(sessionId);
    expect(await sessionOf(sessionId)).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(new RegExp(`this version of the program has ${reason}`)),
    });
  });

  it('when its strategy cannot go on, with the reason, and stays so', async () => {
    const { sessionId } = await runningSession(services);
    await evaluateWaiting(services, sessionId);
    await database.query('update checkpoints set snapshot = $2 where session_id = $1', [
      sessionId,
      Buffer.from('no snapshot'),
    ]);
    // A process that has not the strategy in memory.
    await others.advancing.advance(sessionId);
    const failed = await sessionOf(sessionId);
    expect(failed).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(/^the strategy failed: .+/),
    });
    expect((await services.events.after(project, sessionId, 0, 500)).at(-1)).toMatchObject({
      type: 'SESSION_STATE_CHANGED',
      state: 'FAILED',
    });
    await services.advancing.advance(sessionId);
    expect(await sessionOf(sessionId)).toEqual(failed);
    // What the failed step had taken is not taken: it never reached the strategy.
    expect(await toldVersions(sessionId)).toEqual([null, null, null, null]);
  });
});

describe('checkpoints', () => {
  it('are thinned to one in a hundred and the newest', async () => {
    const { sessionId } = await runningSession(services, { options: { batchSize: 1 }, maxTrials: 1000 });
    const counted = { succeeded: 0, failed: 0, infeasible: 0, earlyStopped: 0, cached: 0 };
    const totals = { ...counted, deviceSeconds: 0, best: null };
    await services.database.transaction(async (transaction) => {
      for (let version = 1; version <= 205; version += 1) {
        const snapshot = Uint8Array.of(version % 256);
        const record = { policyVersion: version, proposed: 0, updates: [], told: [], totals, snapshot };
        await new SessionTurnRepository().save(transaction, sessionId, record);
      }
    });
    expect(await checkpointVersions(sessionId)).toEqual([0, 100, 200, 205]);
  });

  it('are written with what they follow from: a step that fails leaves none', async () => {
    const { sessionId } = await runningSession(services);
    await evaluateWaiting(services, sessionId);
    await database.query('alter table policy_updates rename to elsewhere');
    await expect(services.advancing.advance(sessionId)).rejects.toThrow('policy_updates');
    await database.query('alter table elsewhere rename to policy_updates');
    expect([await toldVersions(sessionId), await checkpointVersions(sessionId)]).toEqual([
      [null, null, null, null],
      [0],
    ]);
    await services.advancing.advance(sessionId);
    expect([await toldVersions(sessionId), await checkpointVersions(sessionId)]).toEqual([
      [1, 1, 1, 1, null, null, null, null],
      [0, 1],
    ]);
  });
});
