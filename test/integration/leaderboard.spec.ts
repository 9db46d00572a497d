import { describe, expect, it } from 'vitest';
import type { StandingView } from '../../src/modules/leaderboard/index.js';
import type { TrialView } from '../../src/modules/trials/index.js';
import {
  boardOf,
  createExperiment,
  evaluateWaiting,
  project,
  startSession,
  success,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());

/** Few different results, so that many trials are equally good: the same for equal architectures, as training is. */
const accuracyOf = ({ architecture }: Pick<StandingView, 'architecture'>): number =>
  (Number.parseInt(architecture.hash.slice(0, 4), 16) % 5) / 10;

async function run(experimentId: string, seed: string, shift = 0): Promise<string> {
  const { id } = await startSession(services, experimentId, {
    seed,
    maxTrials: 64,
    options: { batchSize: 32 },
  });
  await advanceAndEvaluate(id, shift);
  return id;
}

async function advanceAndEvaluate(id: string, shift = 0): Promise<void> {
  for (let step = 0; step < 4; step += 1) {
    await services.advancing.advance(id);
    await evaluateWaiting(services, id, (trial) => success(accuracyOf(trial) + shift));
  }
}

const trialsOf = (id: string) => services.trialViews.ofSession(project, id, 500, 0);
const hashes = (items: readonly Pick<StandingView, 'architecture'>[]) =>
  items.map(({ architecture }) => architecture.hash);
const ranking = (standings: readonly StandingView[]) =>
  standings.map(({ validation, trialId }) => ({ validation, trialId }));

/** Best first, of equal ones the earlier, each architecture once: worked out without the database. */
function expectedRanking(trials: readonly TrialView[]) {
  const earliest = new Map<string, TrialView>();
  for (const trial of [...trials].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!earliest.has(trial.architecture.hash)) earliest.set(trial.architecture.hash, trial);
  }
  return [...earliest.values()]
    .sort((a, b) => (b.validationAccuracy ?? 0) - (a.validationAccuracy ?? 0) || (a.id < b.id ? -1 : 1))
    .map(({ validationAccuracy, id }) => ({ validation: validationAccuracy, trialId: id }));
}

describe('the leaderboard', () => {
  it('of a session ranks each of its architectures once, page by page', async () => {
    const experiment = await createExperiment(services, { seed: 1001 });
    const id = await run(experiment.id, '7');
    const trials = await trialsOf(id);
    expect(new Set(hashes(trials)).size).toBeLessThan(trials.length);
    const expected = expectedRanking(trials);
    for (const size of [1, 3, 100]) {
      expect(ranking(await boardOf(services, { sessionId: id }, size))).toEqual(expected);
    }
  });

  it('of an experiment takes what several sessions found, at the same time or one from the cache, once', async () => {
    const experiment = await createExperiment(services, { seed: 1002 });
    const together = await Promise.all(
      ['1', '1', '2'].map((seed) =>
        startSession(services, experiment.id, {
          seed,
          maxTrials: 16,
          options: { batchSize: 16 },
        }),
      ),
    );
    for (const { id } of together) await services.advancing.advance(id);
    for (const { id } of together) await advanceAndEvaluate(id);
    const later = await run(experiment.id, '1');
    const sessions = [...together.map(({ id }) => id), later];
    const trials = (await Promise.all(sessions.map(trialsOf))).flat();
    expect(trials.some(({ cachedFromId }) => cachedFromId !== null)).toBe(true);
    const board = await boardOf(services, { experimentId: experiment.id }, 7);
    expect(ranking(board)).toEqual(expectedRanking(trials));
    expect(new Set(board.map(({ validationRuns }) => validationRuns))).toEqual(new Set([1]));
  });

  it('of an experiment whose results all came from the cache of another has what they took', async () => {
    const definition = { seed: 1003 };
    const original = await createExperiment(services, definition);
    const first = await run(original.id, '3');
    const again = await createExperiment(services, definition);
    await run(again.id, '3');
    const board = await boardOf(services, { experimentId: again.id });
    expect(hashes(board)).toEqual(hashes(await boardOf(services, { sessionId: first })));
    expect(new Set(board.map(({ deviceSeconds }) => deviceSeconds))).toEqual(new Set([1]));
  });

  it('goes on where a page ended, whatever came in since', async () => {
    const experiment = await createExperiment(services, { seed: 1004 });
    await run(experiment.id, '4');
    const query = { experimentId: experiment.id, orderBy: 'VALIDATION_ACCURACY' as const };
    const before = ranking(await boardOf(services, query));
    const first = await services.leaderboards.page(project, { ...query, first: 5 });
    const best = await startSession(services, experiment.id, {
      seed: '99',
      maxTrials: 64,
      options: { batchSize: 64 },
    });
    await services.advancing.advance(best.id);
    await evaluateWaiting(services, best.id, () => success(0.99));
    const after = first.standings.at(-1)?.cursor ?? null;
    const rest = await services.leaderboards.page(project, { ...query, first: 500, after });
    const seen = [...first.standings, ...rest.standings];
    expect(seen.map(({ rank }) => rank)).toEqual(seen.map((_, index) => index + 1));
    expect(ranking(seen.map(({ standing }) => standing))).toEqual(before);
  });

  it('has a front that is as new as its standings, whoever asked before', async () => {
    const experiment = await createExperiment(services, { seed: 1005 });
    const boards = [{ experimentId: experiment.id }, { dataSetVersionId: experiment.dataSetId }];
    const metrics = ['VALIDATION_ACCURACY', 'PARAMETERS'] as const;
    const bestOfFront = async (board: (typeof boards)[number]) =>
      (await services.leaderboards.front(project, { ...board, metrics: [...metrics] })).standings[0]
        ?.validation;
    for (const seed of ['200', '201', '202']) {
      for (const board of boards)
        expect(await bestOfFront(board)).toBe((await boardOf(services, board))[0]?.validation);
      await run(experiment.id, seed, Number(seed) / 1000);
    }
    for (const board of boards)
      expect(await bestOfFront(board)).toBe((await boardOf(services, board))[0]?.validation);
  });

  it('of a data set has the mean of an architecture over its seeds, and ranks by the lower bound', async () => {
    const name = { name: 'several seeds', recipe: { epochs: 7 } };
    const experiments = await Promise.all(
      [11, 12, 13].map((seed) => createExperiment(services, { ...name, seed })),
    );
    for (const [index, { id }] of experiments.entries()) await run(id, '5', index * 0.01);
    const dataSetVersionId = experiments[0]?.dataSetId ?? '';
    const single = await boardOf(services, { experimentId: experiments[1]?.id ?? '' });
    const board = await boardOf(services, { dataSetVersionId, orderBy: 'VALIDATION_LOWER_BOUND' });
    expect(board).not.toHaveLength(0);
    for (const { validation, validationLower, validationRuns, architecture } of board) {
      if (!hashes(single).includes(architecture.hash) || validationRuns !== 3) continue;
      expect(validation).toBeCloseTo(accuracyOf({ architecture }) + 0.01, 12);
      // t of 0.975 with 2 degrees of freedom, times the standard error of values 0.01 apart.
      expect(validationLower).toBeCloseTo((validation ?? 0) - (4.302652729911275 * 0.01) / Math.sqrt(3), 12);
    }
    expect(board.some(({ validationRuns }) => validationRuns === 3)).toBe(true);
    const bounds = board.map(({ validationLower }) => validationLower ?? Number.NaN);
    expect(bounds).toEqual([...bounds].sort((a, b) => b - a));
  });

  it('that the project does not have is not found', async () => {
    const id = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';
    for (const board of [{ sessionId: id }, { experimentId: id }, { dataSetVersionId: id }]) {
      await expect(boardOf(services, board)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('refuses the cursor of another order', async () => {
    const experiment = await createExperiment(services, { seed: 1005 });
    const sessionId = await run(experiment.id, '6');
    const page = await services.leaderboards.page(project, { sessionId, first: 3 });
    const after = page.standings.at(-1)?.cursor ?? null;
    await expect(
      services.leaderboards.page(project, { sessionId, first: 3, after, orderBy: 'FLOPS' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT', problems: [{ field: 'after' }] });
  });
});
