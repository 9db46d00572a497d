import { expect, it, onTestFinished } from 'vitest';
import { startArchway } from '../support/archway-process.js';
import { quickDefinition, SearchClient } from '../support/search.js';
import { openTestDatabase } from '../support/test-database.js';

const EPOCHS = 6;

it('a search stops trainings that promise little, goes on, and trains its finalist to the end', async () => {
  const database = await openTestDatabase();
  const settings = { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '1' };
  const archway = await startArchway('up', settings);
  onTestFinished(async () => void (await archway.end('SIGTERM')));
  const client = new SearchClient(archway.url);
  const definition = {
    ...quickDefinition,
    recipe: { ...quickDefinition.recipe, epochs: EPOCHS },
    scheduler: { kind: 'asha', reductionFactor: 2 },
  };
  const id = await client.start(definition, { maxTrials: 8, options: { batchSize: 4 }, retrainTop: 1 });
  const session = await client.finished(id);
  const trials = await client.trials(id);
  const searched = trials.filter(({ purpose }) => purpose === 'SEARCH');
  const stopped = searched.filter(({ state }) => state === 'EARLY_STOPPED');
  expect(session).toMatchObject({
    state: 'SUCCEEDED',
    trialCounts: { earlyStopped: stopped.length, succeeded: searched.length - stopped.length, failed: 0 },
  });
  expect(stopped.length).toBeGreaterThan(0);
  for (const trial of stopped) {
    expect(trial.epoch).toBeLessThan(EPOCHS);
    expect(trial.reward).toBeGreaterThan(0);
  }
  expect(session.winner?.testAccuracy).toBeGreaterThan(0.1);
  expect(trials.filter(({ purpose }) => purpose === 'FINAL')).toMatchObject([
    { state: 'SUCCEEDED', epoch: EPOCHS },
  ]);
});
