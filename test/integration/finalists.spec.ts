import { describe, expect, it } from 'vitest';
import { rankFinalists, winnerOf } from '../../src/modules/trials/index.js';
import {
  boardOf,
  evaluateWaiting,
  failure,
  project,
  runningSession,
  startSession,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);

/** A session whose four trials have ended: the last one proposed is the best. */
async function searched(retrainTop: number, retrainSeeds: number) {
  const { sessionId, experiment } = await runningSession(services, {
    maxTrials: 4,
    retrainTop,
    retrainSeeds,
  });
  await evaluateWaiting(services, sessionId);
  await services.advancing.advance(sessionId);
  return { sessionId, experiment };
}

const finalsOf = (sessionId: string) => services.trialViews.finals(project, [sessionId]);
const stateOf = async (sessionId: string) => (await services.sessions.find(project, sessionId))?.state;

describe('finalists', () => {
  it('are trained from several seeds each, beginning with that of the experiment', async () => {
    const { sessionId, experiment } = await searched(2, 3);
    const rows = await database.query<{ architecture: string; seed: string; repeated: boolean }>(
      `select architecture_id as architecture, seed, repeated from trials
       where session_id = $1 and purpose = 'FINAL' order by number`,
      [sessionId],
    );
    const { seed } = experiment.definition as { seed: number };
    const seeds = [0, 1, 2].map((offset) => String(seed + offset));
    expect(rows.map((row) => row.seed)).toEqual([...seeds, ...seeds]);
    expect(new Set(rows.slice(0, 3).map((row) => row.architecture)).size).toBe(1);
    expect(new Set(rows.map((row) => row.architecture)).size).toBe(2);
    expect(rows.every(({ repeated }) => repeated)).toBe(true);
  });

  it('win by their mean, with its interval, and hand out their best training', async () => {
    const { sessionId } = await searched(2, 3);
    const lucky = [0.99, 0.5, 0.5];
    const steady = [0.8, 0.82, 0.81];
    const accuracies = [...lucky, ...steady];
    const finals = await finalsOf(sessionId);
    await evaluateWaiting(services, sessionId, ({ id }) => {
      const accuracy = accuracies[finals.findIndex((trial) => trial.id === id)] ?? 0;
      return { ...success(accuracy), testAccuracy: accuracy };
    });
    await services.advancing.advance(sessionId);
    expect(await stateOf(sessionId)).toBe('SUCCEEDED');
    const ranked = rankFinalists(await finalsOf(sessionId));
    expect(ranked.map(({ test }) => test?.mean)).toEqual([
      expect.closeTo(0.81, 12),
      expect.closeTo(1.99 / 3, 12),
    ]);
    expect(winnerOf(ranked)).toMatchObject({ validationAccuracy: 0.82, testAccuracy: 0.82 });
    const board = await boardOf(services, { sessionId, orderBy: 'TEST_ACCURACY' });
    expect(board.map(({ testRuns, test }) => [testRuns, test])).toEqual([
      [3, expect.closeTo(0.81, 12)],
      [3, expect.closeTo(1.99 / 3, 12)],
    ]);
    expect(board[0]?.testLower).toBeCloseTo(ranked[0]?.test?.lower ?? 0, 12);
  });

  it('end the session well as long as one of their trainings succeeds', async () => {
    const { sessionId } = await searched(1, 2);
    const [first] = await finalsOf(sessionId);
    await evaluateWaiting(services, sessionId, ({ id }) => (id === first?.id ? failure : success(0.7)));
    await services.advancing.advance(sessionId);
    expect(await stateOf(sessionId)).toBe('SUCCEEDED');
    expect(rankFinalists(await finalsOf(sessionId))).toMatchObject([
      { failed: 1, validation: { mean: 0.7, lower: null, count: 1 } },
    ]);
  });

  it('of a table have one seed', async () => {
    const { id } = await services.experiments.create(project, tabularDefinition);
    await expect(startSession(services, id, { retrainTop: 1, retrainSeeds: 2 })).rejects.toMatchObject({
      problems: [{ field: 'retrainSeeds', message: expect.stringMatching(/^must be 1/) }],
    });
  });
});
