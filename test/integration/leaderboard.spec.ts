import { describe, expect, it } from 'vitest';
import type { BoardPlace, BoardScope, TrialView } from '../../src/modules/trials/index.js';
import { createExperiment, evaluateWaiting, project, startSession, success } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());

/** Few different results, so that many trials are equally good: the same for equal architectures, as training is. */
const accuracyOf = ({ architecture }: TrialView): number =>
  (Number.parseInt(architecture.hash.slice(0, 4), 16) % 5) / 10;

async function run(experimentId: string, seed: string): Promise<string> {
  const { id } = await startSession(services, experimentId, {
    seed,
    maxTrials: 64,
    options: { batchSize: 32 },
  });
  await advanceAndEvaluate(id);
  return id;
}

async function advanceAndEvaluate(id: string): Promise<void> {
  for (let step = 0; step < 20; step += 1) {
    await services.advancing.advance(id);
    await evaluateWaiting(services, id, (trial) => success(accuracyOf(trial)));
  }
}

async function pages(scope: BoardScope, size: number): Promise<TrialView[]> {
  const all: TrialView[] = [];
  for (let after: BoardPlace | undefined; ; ) {
    const page = await services.trialViews.leaderboard(project, scope, size, after);
    all.push(...page);
    const last = page.at(-1);
    if (!last || page.length < size) return all;
    after = { validationAccuracy: last.validationAccuracy ?? 0, id: last.id };
  }
}

const hashes = (trials: readonly TrialView[]) => trials.map(({ architecture }) => architecture.hash);
const ranking = (trials: readonly TrialView[]) =>
  trials.map(({ validationAccuracy, id }) => ({ validationAccuracy, id }));

/** Best first, of equal ones the earlier, each architecture once: worked out without the database. */
function expectedBoard(trials: readonly TrialView[]): TrialView[] {
  const earliest = new Map<string, TrialView>();
  for (const trial of [...trials].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!earliest.has(trial.architecture.hash)) earliest.set(trial.architecture.hash, trial);
  }
  return [...earliest.values()].sort(
    (a, b) => (b.validationAccuracy ?? 0) - (a.validationAccuracy ?? 0) || (a.id < b.id ? -1 : 1),
  );
}

describe('the leaderboard', () => {
  it('of a session ranks each of its architectures once, page by page', async () => {
    const experiment = await createExperiment(services, { seed: 1001 });
    const id = await run(experiment.id, '7');
    const trials = await services.trialViews.ofSession(project, id, 500, 0);
    expect(new Set(hashes(trials)).size).toBeLessThan(trials.length);
    const expected = ranking(expectedBoard(trials));
    for (const size of [1, 3, 100]) expect(ranking(await pages({ sessionId: id }, size))).toEqual(expected);
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
    const trials = (
      await Promise.all(sessions.map((id) => services.trialViews.ofSession(project, id, 500, 0)))
    ).flat();
    expect(trials.some(({ cachedFromId }) => cachedFromId !== null)).toBe(true);
    expect(ranking(await pages({ experimentId: experiment.id }, 7))).toEqual(ranking(expectedBoard(trials)));
  });

  it('of an experiment whose results all came from the cache of another is not empty', async () => {
    const definition = { seed: 1003 };
    const original = await createExperiment(services, definition);
    const first = await run(original.id, '3');
    const again = await createExperiment(services, definition);
    await run(again.id, '3');
    const board = await pages({ experimentId: again.id }, 50);
    expect(board.every(({ cachedFromId }) => cachedFromId !== null)).toBe(true);
    expect(hashes(board)).toEqual(hashes(await pages({ sessionId: first }, 50)));
  });
});
