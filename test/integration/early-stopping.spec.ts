import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReplayReadModel } from '../../src/modules/sessions/replay.read-model.js';
import { ReplaySessionService } from '../../src/modules/sessions/replay-session.service.js';
import { SessionProblems } from '../../src/modules/sessions/session-problems.js';
import type { StartSession } from '../../src/modules/sessions/start-session.service.js';
import type { TrialView } from '../../src/modules/trials/index.js';
import type { ClaimedTrial } from '../../src/modules/trials/trial-lease.js';
import { createScheduler, schedulerDefinitionSchema } from '../../src/nas/schedulers/index.js';
import {
  boardOf,
  claim,
  conclude,
  createExperiment,
  end,
  first,
  policyUpdates,
  project,
  startSession,
  stateOf,
  success,
} from '../support/fixtures.js';
import { replaySchedule } from '../support/replay-schedule.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());
const replaying = new ReplaySessionService(
  services.sessions,
  new SessionProblems(services.experiments, services.tables),
  new ReplayReadModel(services.database),
);

const EPOCHS = 4;
const SECONDS = 2;
let seed = 9000;

const trialsOf = (sessionId: string) => services.trialViews.ofSession(project, sessionId, 100, 0);
const report = (trial: ClaimedTrial, epoch: number, validationAccuracy: number) =>
  services.leases.reportEpochs(trial, [
    { epoch, trainLoss: 1, validationLoss: 1 - validationAccuracy, validationAccuracy, seconds: SECONDS },
  ]);

/** A session whose first proposals wait; without duplicates, as grid visits each architecture once. */
async function session(experiment: object, changes: Partial<StartSession> = {}) {
  const { id: experimentId } = await createExperiment(services, {
    seed,
    recipe: { epochs: EPOCHS, batchSize: 128 },
    ...experiment,
  });
  const { id: sessionId } = await startSession(services, experimentId, {
    strategy: 'grid',
    options: { batchSize: 3 },
    maxTrials: 6,
    ...changes,
  });
  await services.advancing.advance(sessionId);
  return { sessionId, trials: await trialsOf(sessionId) };
}

const asha = { kind: 'asha', firstStep: 1, reductionFactor: 2 };

/** Trains as long as the scheduler lets it. */
async function train(trial: Pick<TrialView, 'id'>, accuracies: readonly number[]): Promise<ClaimedTrial> {
  const claimed = await claim(services, trial);
  for (const [index, accuracy] of accuracies.entries()) {
    if ((await report(claimed, index + 1, accuracy)) === 'stopped') return claimed;
  }
  await end(services, claimed, success(accuracies.at(-1) ?? 0));
  return claimed;
}

describe('a trial that its scheduler stops', () => {
  it('ends with what it has, in the transaction that stores what it measured', async () => {
    seed += 1;
    const { sessionId, trials } = await session({ scheduler: asha });
    const [good, bad] = trials;
    if (!good || !bad) throw new Error('too few trials');
    await train(good, [0.5, 0.6, 0.7, 0.8]);
    const held = await claim(services, bad);
    expect(await report(held, 1, 0.3)).toBe('stopped');
    expect(await stateOf(services, bad.id)).toMatchObject({
      state: 'EARLY_STOPPED',
      epoch: 1,
      validationAccuracy: 0.3,
      reward: 0.3 ** 3,
      failure: null,
      failureMessage: 'stopped by the scheduler asha after epoch 1 of 4',
      deviceSeconds: SECONDS,
    });
    const events = await services.events.after(project, sessionId, 0, 500);
    const told = events.flatMap((event) => {
      if (event.type === 'EPOCH_REPORTED') return event.trialId === bad.id ? [`epoch ${event.epoch}`] : [];
      return event.type === 'TRIAL_STATE_CHANGED' && event.trial.id === bad.id ? [event.trial.state] : [];
    });
    expect(told).toEqual(['QUEUED', 'RUNNING', 'epoch 1', 'EARLY_STOPPED']);
  });

  it('keeps that end, whatever its worker still says', async () => {
    seed += 1;
    const { trials } = await session({ scheduler: asha });
    await train(first(trials), [0.5, 0.6, 0.7, 0.8]);
    const [, bad] = trials;
    if (!bad) throw new Error('too few trials');
    const held = await train(bad, [0.3]);
    const before = await stateOf(services, bad.id);
    // The answer may be lost on its way: whoever asks again hears the same.
    expect(await report(held, 1, 0.3)).toBe('stopped');
    expect(await report(held, 2, 0.9)).toBe('stopped');
    expect(await services.leases.heartbeat(held)).toBe('lost');
    expect(await conclude(services, held, success(0.9))).toMatchObject({
      kind: 'refused',
      standing: { state: 'EARLY_STOPPED' },
    });
    expect(await stateOf(services, bad.id)).toEqual(before);
  });

  it('is told to the strategy as one, stands on no board, and is replayed', async () => {
    seed += 1;
    const { sessionId, trials } = await session(
      { scheduler: asha },
      { strategy: 'evolution', options: { batchSize: 3 }, maxTrials: 3 },
    );
    for (const [index, trial] of trials.entries())
      await train(
        trial,
        [0.5, 0.6, 0.7, 0.8].map((value) => value - index / 10),
      );
    await services.advancing.advance(sessionId);
    expect((await trialsOf(sessionId)).map(({ state }) => state)).toEqual([
      'SUCCEEDED',
      'EARLY_STOPPED',
      'EARLY_STOPPED',
    ]);
    const [update] = await policyUpdates(services, sessionId);
    expect(update?.telemetry.rewardMean).toBeCloseTo((0.8 ** 3 + 0.4 ** 3 + 0.3 ** 3) / 3, 12);
    const counts = await services.sessionViews.trialCounts(project, [sessionId]);
    expect(counts.get(sessionId)).toMatchObject({
      succeeded: 1,
      earlyStopped: 2,
      failed: 0,
      deviceSeconds: 1 + 2 * SECONDS,
    });
    expect(await services.sessions.find(project, sessionId)).toMatchObject({
      state: 'SUCCEEDED',
      toldEarlyStopped: 2,
    });
    const board = await boardOf(services, { sessionId });
    expect(board.map(({ trialId }) => trialId)).toEqual([first(trials).id]);
    expect(await replaying.replay(sessionId, true)).toMatchObject({ toVersion: 1, difference: null });
  });

  it('gives its result to equal ones of its session, and to nobody as that of a whole training', async () => {
    seed += 1;
    // Two architectures: each batch of eight has several trials of both.
    const space = { kind: 'cnn-chain', layers: 1, filterHeights: [1], filterWidths: [1], filters: [4, 8] };
    const random = { strategy: 'random', options: { batchSize: 8 }, maxTrials: 16 };
    const { sessionId, trials } = await session({ scheduler: asha, space }, random);
    const [good, bad] = trials.filter(({ repeated }) => !repeated);
    if (!good || !bad) throw new Error('the batch has one architecture alone');
    await train(good, [0.5, 0.6, 0.7, 0.8]);
    await train(bad, [0.3]);
    await services.advancing.advance(sessionId);
    const equal = (await trialsOf(sessionId)).filter(
      ({ id, architecture }) => id !== bad.id && architecture.id === bad.architecture.id,
    );
    expect(Math.max(...equal.map(({ number }) => number))).toBeGreaterThan(8);
    for (const trial of equal) {
      expect(trial).toMatchObject({
        state: 'EARLY_STOPPED',
        cachedFromId: bad.id,
        epoch: 1,
        reward: 0.3 ** 3,
        deviceSeconds: 0,
        failureMessage: 'stopped by the scheduler asha after epoch 1 of 4',
      });
    }
    for (const scheduler of [asha, undefined]) {
      const other = await session({ space, ...(scheduler && { scheduler }) }, random);
      const states = new Map(other.trials.map(({ architecture, state }) => [architecture.id, state]));
      expect(states).toEqual(
        new Map([
          [good.architecture.id, 'SUCCEEDED'],
          [bad.architecture.id, 'QUEUED'],
        ]),
      );
    }
  });
});

describe('a scheduler', () => {
  it('compares with results that were reused by the curves that they come from', async () => {
    seed += 1;
    const { trials } = await session({}, { options: { batchSize: 1 }, maxTrials: 1 });
    await train(first(trials), [0.5, 0.6, 0.7, 0.8]);
    const { trials: later } = await session({ scheduler: asha });
    const [reused, next] = later;
    if (!next) throw new Error('too few trials');
    expect(reused).toMatchObject({ state: 'SUCCEEDED', cachedFromId: first(trials).id });
    expect(await report(await claim(services, next), 1, 0.3)).toBe('stopped');
  });

  it('decides once for each epoch of those that are stored together', async () => {
    seed += 1;
    const { trials } = await session({ scheduler: { ...asha, firstStep: 2 } });
    await train(first(trials), [0.5, 0.6, 0.7, 0.8]);
    const [, late] = trials;
    if (!late) throw new Error('too few trials');
    const reports = [0.3, 0.4, 0.65].map((validationAccuracy, index) => ({
      epoch: index + 1,
      trainLoss: 1,
      validationLoss: 1,
      validationAccuracy,
      seconds: SECONDS,
    }));
    // Behind at epoch 2, where it would have been stopped if it had been asked then.
    expect(await services.leases.reportEpochs(await claim(services, late), reports)).toBe('stopped');
    expect(await stateOf(services, late.id)).toMatchObject({ epoch: 3, validationAccuracy: 0.65 });
  });

  it('lets losses fall, and lets a training that has come to its end have it', async () => {
    seed += 1;
    const { trials } = await session({
      scheduler: { ...asha, firstStep: 2 },
      objective: { metric: 'validationLoss' },
      recipe: { epochs: 2, batchSize: 128 },
    });
    await train(first(trials), [0.5, 0.8]);
    const [, last] = trials;
    if (!last) throw new Error('too few trials');
    const held = await claim(services, last);
    expect(await report(held, 1, 0.1)).toBe('held');
    expect(await report(held, 2, 0.2)).toBe('held');
  });

  it('leaves finalists alone', async () => {
    seed += 1;
    const { sessionId, trials } = await session(
      { scheduler: asha },
      { options: { batchSize: 2 }, maxTrials: 2, retrainTop: 1 },
    );
    for (const trial of trials) await train(trial, [0.5, 0.6, 0.7, 0.8]);
    await services.advancing.advance(sessionId);
    const finalist = (await trialsOf(sessionId)).find(({ purpose }) => purpose === 'FINAL');
    if (!finalist) throw new Error('there is no finalist');
    expect(await report(await claim(services, finalist), 1, 0.1)).toBe('held');
  });

  it('is refused where results are looked up', async () => {
    const tabular = {
      name: 'a table',
      evaluator: { kind: 'tabular', table: 'nasbench201' },
      scheduler: asha,
    };
    await expect(services.experiments.create(project, tabular)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('scheduler'),
    });
  });
});

interface Curve {
  readonly dataSet: string;
  readonly accuracies: readonly number[];
}

/** Every fifth epoch of the nine published trainings on CIFAR-10, as shares; the best first, so that there is something to stop. */
const curves = (
  JSON.parse(
    readFileSync(
      join(resolve(import.meta.dirname, '../..'), 'data/benchmarks/learning-curves/nats-bench.json'),
      'utf8',
    ),
  ) as readonly Curve[]
)
  .filter(({ dataSet }) => dataSet === 'cifar10-valid')
  .map(({ accuracies }) => accuracies.filter((_, epoch) => epoch % 5 === 4).map((accuracy) => accuracy / 100))
  .sort((a, b) => (b.at(-1) ?? 0) - (a.at(-1) ?? 0));

describe('published learning curves in real trials', () => {
  it.each([
    { kind: 'asha', firstStep: 4, reductionFactor: 2 },
    { kind: 'successive-halving', firstStep: 4, reductionFactor: 2, bracket: 9 },
    { kind: 'median', firstStep: 4, startupTrials: 2 },
  ])('are stopped where the scheduler $kind stops them by itself', async (definition) => {
    seed += 1;
    const scheduler = createScheduler(schedulerDefinitionSchema.parse(definition));
    const parallel = 3;
    const expected = replaySchedule(scheduler, curves, parallel, (count) => Array(count).keys());
    expect(expected.filter(({ completed }) => completed).length).toBeLessThan(curves.length);
    const epochs = curves[0]?.length ?? 0;
    const { sessionId, trials } = await session(
      { scheduler: definition, recipe: { epochs, batchSize: 128 } },
      { options: { batchSize: curves.length }, maxTrials: curves.length },
    );
    const waiting = [...trials];
    let running: { readonly trial: ClaimedTrial; readonly epoch: number }[] = [];
    while (waiting.length > 0 || running.length > 0) {
      for (const next of waiting.splice(0, parallel - running.length)) {
        running.push({ trial: await claim(services, next), epoch: 0 });
      }
      const stillRunning = [];
      for (const { trial, epoch } of running) {
        const value = curves[trial.number - 1]?.[epoch] ?? Number.NaN;
        const answer = await report(trial, epoch + 1, value);
        if (answer === 'held' && epoch + 1 < epochs) stillRunning.push({ trial, epoch: epoch + 1 });
        else if (answer === 'held') await end(services, trial, success(value));
      }
      running = stillRunning;
    }
    const ended = (await trialsOf(sessionId)).map(({ number, state, epoch }) => ({
      trialNumber: number,
      completed: state === 'SUCCEEDED',
      steps: epoch,
    }));
    expect(ended).toEqual(expected.toSorted((a, b) => a.trialNumber - b.trialNumber));
  });
});
