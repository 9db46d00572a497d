import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ComparisonReadModel } from '../../src/modules/comparisons/comparison.read-model.js';
import { createExperiment, evaluateWaiting, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const services = await openServices(await openTestDatabase());
const readModel = new ComparisonReadModel(services.database);

/** Results in no order, some of which held no device, and some of which are none. */
async function searched(seed: string, maxTrials: number): Promise<string> {
  const experiment = await createExperiment(services, { seed: 7000 + maxTrials });
  const { id } = await startSession(services, experiment.id, {
    seed,
    maxTrials,
    options: { batchSize: maxTrials },
  });
  await services.advancing.advance(id);
  await evaluateWaiting(services, id, ({ number }) =>
    number % 7 === 0
      ? { state: 'FAILED', failure: 'NOT_A_NUMBER', failureMessage: 'the loss is NaN', deviceSeconds: 0.3 }
      : {
          state: 'SUCCEEDED',
          validationAccuracy: ((number * 37) % 101) / 101,
          reward: 0.5,
          deviceSeconds: number % 5 === 0 ? 0 : (number % 13) / 10,
        },
  );
  return id;
}

it('is what the trials say, one after another', async () => {
  const ids = [await searched('1', 60), await searched('2', 230), await searched('3', 300)];
  const histories = await Promise.all(
    ids.map(async (id) => {
      const ofSession = await services.trialViews.ofSession(project, id, 500, 0);
      let spent = 0;
      return ofSession
        .filter(({ purpose, state }) => purpose === 'SEARCH' && state !== 'QUEUED')
        .map(({ number, state, validationAccuracy, deviceSeconds }) => {
          spent += deviceSeconds ?? 0;
          return { number, spent, accuracy: state === 'SUCCEEDED' ? validationAccuracy : null };
        });
    }),
  );
  const all = histories.flat();
  const budgets = fc.record({
    trials: fc.oneof(fc.integer({ min: 0, max: 320 }), fc.constantFrom(99, 100, 101, 200, 300)),
    deviceSeconds: fc.oneof(
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.constantFrom(...all.map(({ spent }) => spent)),
    ),
  });
  await fc.assert(
    fc.asyncProperty(budgets, async (budget) => {
      const reached = await readModel.atBudget(project, ids, budget);
      const proposals = await readModel.proposals(project, ids, budget.trials);
      for (const [index, id] of ids.entries()) {
        const history = histories[index] ?? [];
        const best = (within: (trial: (typeof all)[number]) => boolean) =>
          history
            .filter(within)
            .reduce<number | null>(
              (most, { accuracy }) => (accuracy === null ? most : Math.max(most ?? 0, accuracy)),
              null,
            );
        expect(reached.get(id)).toEqual({
          bestAtTrials: best(({ number }) => number <= budget.trials),
          bestAtDeviceSeconds: best(({ spent }) => spent <= budget.deviceSeconds * (1 + 1e-9)),
        });
        expect(proposals.get(id) ?? []).toEqual(
          history.flatMap(({ number, accuracy }) =>
            number <= budget.trials && accuracy !== null ? [accuracy] : [],
          ),
        );
      }
    }),
    { numRuns: 150 },
  );
});
