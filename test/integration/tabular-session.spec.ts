import { describe, expect, it } from 'vitest';
import { createSpace } from '../../src/nas/space/index.js';
import { findStrategy } from '../../src/nas/strategies/index.js';
import { onnxRuntime } from '../../src/tensor/index.js';
import {
  boardOf,
  evaluateWaiting,
  first,
  policyUpdates,
  project,
  startSession,
  tabularDefinition,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const others = await openServices(database, services.queue);
const table = await services.tables.get({ table: 'nasbench201' });
const space = createSpace(table.spaceDefinition);

const experimentWith = (evaluator: object = {}) =>
  services.experiments.create(
    project,
    { ...tabularDefinition, evaluator: { ...tabularDefinition.evaluator, ...evaluator } },
    null,
  );
const inline = await experimentWith();

const sessionOf = async (id: string) => {
  const session = await services.sessions.find(project, id);
  if (!session) throw new Error(`there is no session ${id}`);
  return session;
};

/** Every trial of a session, page by page. */
async function trialsOf(sessionId: string) {
  const trials = [];
  for (;;) {
    const page = await services.trialViews.ofSession(project, sessionId, 500, trials.at(-1)?.number ?? 0);
    trials.push(...page);
    if (page.length < 500) return trials;
  }
}

async function runToItsEnd(id: string, process = services) {
  for (let turn = 0; (await sessionOf(id)).finishedAt === null; turn += 1) {
    if (turn > 100) throw new Error('the session does not end');
    await process.advancing.advance(id);
  }
  return sessionOf(id);
}

/** As proposed: several spellings of a network have rows of their own in the table. */
const tokensOf = async (sessionId: string) =>
  (
    await database.query<{ tokens: number[] }>(
      'select tokens from trials where session_id = $1 order by number',
      [sessionId],
    )
  ).map(({ tokens }) => tokens);

/** What a strategy proposes when it is told of the table's results by nobody but us. */
async function proposedWithoutService(name: string, options: object, seed: bigint, count: number) {
  const definition = findStrategy(name);
  if (!definition) throw new Error(`there is no strategy ${name}`);
  const strategy = await definition.create({ space, runtime: onnxRuntime() }, options, seed);
  const tokens: (readonly number[])[] = [];
  while (tokens.length < count) {
    const proposals = await strategy.propose(Math.min(definition.batchSize(options), count - tokens.length));
    tokens.push(...proposals.map((proposal) => proposal.tokens));
    await strategy.observe(
      proposals.map((proposal) => ({
        proposal,
        outcome: { kind: 'succeeded', reward: table.lookUp(space, proposal.tokens).reward / 100 },
      })),
    );
  }
  await strategy.dispose();
  return tokens;
}

describe('a session whose results stand in a table', () => {
  it.each([
    ['evolution', { batchSize: 1 }],
    ['random', { batchSize: 8 }],
  ])('proposes with %s what the strategy alone would', async (strategy, options) => {
    const { id } = await startSession(services, inline.id, { strategy, options, seed: '7', maxTrials: 600 });
    expect(await runToItsEnd(id)).toMatchObject({ state: 'SUCCEEDED', stopReason: 'MAX_TRIALS' });
    const trials = await trialsOf(id);
    expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
    const alone = await proposedWithoutService(strategy, options, 7n, 600);
    expect(await tokensOf(id)).toEqual(alone);
  });

  it('tells the cheap result in the search, and the full one of its finalists', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 50, retrainTop: 2 });
    await runToItsEnd(id);
    const trials = await trialsOf(id);
    const tokens = await tokensOf(id);
    for (const { number, purpose, validationAccuracy, testAccuracy } of trials) {
      const { reward, validation, test } = table.lookUp(space, tokens[number - 1] ?? []);
      expect(validationAccuracy).toBe((purpose === 'FINAL' ? validation : reward) / 100);
      expect(testAccuracy).toBe(purpose === 'FINAL' ? test / 100 : null);
    }
    expect(trials.filter(({ purpose }) => purpose === 'FINAL')).toHaveLength(2);
    const { standings } = await services.leaderboards.page(project, { sessionId: id, first: 1 });
    const ranked = trials.filter(({ purpose, repeated }) => purpose === 'SEARCH' && !repeated);
    expect(first(standings).standing.validation).toBe(
      Math.max(...ranked.map(({ validationAccuracy }) => validationAccuracy ?? 0)),
    );
  });

  it('has each architecture once on the leaderboard, however often it came', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 2000 });
    await runToItsEnd(id);
    const hashes = (await trialsOf(id)).map(({ architecture }) => architecture.hash);
    const board = await boardOf(services, { sessionId: id });
    expect(board.map(({ architecture }) => architecture.hash).sort()).toEqual([...new Set(hashes)].sort());
    expect(board.length).toBeLessThan(hashes.length);
  });

  it('counts itself what the tables would count', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 300, goal: 0.9 });
    await services.advancing.advance(id);
    const session = await runToItsEnd(id, others);
    const [counted] = await database.query<{ proposed: number; best: number; told: number }>(
      `select count(*)::int as proposed, max(validation_accuracy) as best, count(told_version)::int as told
       from trials where session_id = $1`,
      [id],
    );
    expect(session).toMatchObject({
      proposed: counted?.proposed,
      toldSucceeded: counted?.told,
      toldBest: counted?.best,
      toldFailed: 0,
    });
    const counts = (await services.sessionViews.trialCounts(project, [id])).get(id);
    expect(counts).toMatchObject({ queued: 0, running: 0, succeeded: counted?.proposed, failed: 0 });
  });

  it('stops within the batch that reaches its goal', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 5000, goal: 0.8 });
    expect(await runToItsEnd(id)).toMatchObject({ state: 'SUCCEEDED', stopReason: 'GOAL_REACHED' });
    const trials = await trialsOf(id);
    const reached = trials.findIndex(({ validationAccuracy }) => (validationAccuracy ?? 0) >= 0.8);
    expect(trials.length).toBeLessThanOrEqual(Math.ceil((reached + 1) / 4) * 4);
  });

  it('tells of every trial and every update, in order, each once', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 100 });
    await runToItsEnd(id);
    const events = await services.events.after(project, id, 0, 1000);
    const numbers = events.flatMap((event) =>
      event.type === 'TRIAL_STATE_CHANGED' ? [event.trial.number] : [],
    );
    const versions = events.flatMap((event) => (event.type === 'POLICY_UPDATED' ? [event.version] : []));
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    expect(versions).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(await policyUpdates(services, id)).toHaveLength(25);
  });

  it('is advanced by one process at a time, and by the one that is ahead', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 3000 });
    await Promise.all([services, others].map(({ advancing }) => advancing.advance(id)));
    await runToItsEnd(id);
    const trials = await trialsOf(id);
    expect(trials).toHaveLength(3000);
    const before = await sessionOf(id);
    await services.advancing.advance(id, before.policyVersion - 1);
    expect(await sessionOf(id)).toEqual(before);
  });

  it('gives way after a while, and goes on as the job that it leaves behind', async () => {
    const { id } = await startSession(services, inline.id, { maxTrials: 1_000_000 });
    services.queue.loseJobs();
    await services.advancing.advance(id);
    const { policyVersion, state } = await sessionOf(id);
    expect(state).toBe('RUNNING');
    const job = first(services.queue.pending('advanceSession'));
    expect(job).toMatchObject({ sessionId: id, ifAt: policyVersion });
    await services.verbs.apply('cancel', project, id);
    await services.advancing.advance(id);
    expect((await sessionOf(id)).state).toBe('CANCELLED');
  });

  it('may take the way of a training through the queue', async () => {
    const queued = await experimentWith({ path: 'queue' });
    const { id } = await startSession(services, queued.id, { maxTrials: 8 });
    services.queue.loseJobs();
    await services.advancing.advance(id);
    expect(await services.leases.take('train', 10, 'worker')).toEqual([]);
    expect((await trialsOf(id)).map(({ state }) => state)).toEqual(Array(4).fill('QUEUED'));
    await evaluateWaiting(services, id);
    await services.advancing.advance(id);
    expect(await trialsOf(id)).toHaveLength(8);
  });
});

describe('an experiment with a table', () => {
  it('has the space of the table, and nothing of a training', async () => {
    expect(inline.definition).toEqual({
      name: 'NAS-Bench-201 in a test',
      evaluator: { kind: 'tabular', table: 'nasbench201', path: 'inline', seconds: 0 },
      objective: { metric: 'validationAccuracy', power: 1, window: 1 },
      space: { kind: 'nasbench201' },
    });
    expect(inline.inputShape).toBeNull();
  });

  it.each([
    [
      { evaluator: { kind: 'tabular', table: 'nasbench301' } },
      'evaluator.table',
      'must be one of nasbench201',
    ],
    [{ space: { kind: 'macro' } }, 'space', "must be the table's space"],
    [{ dataSet: { name: 'digits' } }, 'dataSet', 'is not a known field; there are name, '],
    [
      { evaluator: { ...tabularDefinition.evaluator, seconds: 1 } },
      'evaluator.seconds',
      "needs path 'queue'",
    ],
  ])('is refused with %j', async (changes, field, message) => {
    await expect(
      services.experiments.create(project, { ...tabularDefinition, ...changes }, null),
    ).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      problems: [{ field, message: expect.stringContaining(message) }],
    });
  });
});
