import { expect, it } from 'vitest';
import { GraphQLClient } from '../../src/client/graphql-client.js';
import { openApi } from '../support/api-process.js';
import {
  claim,
  createExperiment,
  digitsDefinition,
  end,
  evaluateWaiting,
  project,
  registerWorker,
  startSession,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { rest } from '../support/rest.js';
import { openServices } from '../support/services.js';

interface Forecast {
  readonly trials: number | null;
  readonly endsBy: string | null;
  readonly basis: string | null;
  readonly reason: string | null;
  readonly deviceSeconds: {
    readonly expected: number;
    readonly lower: number;
    readonly upper: number;
  } | null;
  readonly wallSeconds: { readonly expected: number } | null;
}

const api = await openApi();
const services = await openServices(api.database);
const client = new GraphQLClient(api.url);

const FORECAST = `trials endsBy basis reason deviceSeconds { expected lower upper } wallSeconds { expected }`;
const search = { strategy: 'random', maxTrials: 10, retrainTop: 0, options: { batchSize: 4 } };

async function draft(experiment: object, changes: object = {}) {
  const { forecastSearch } = await client.request<{
    forecastSearch: { forecast: Forecast | null; userErrors: { field: string }[] };
  }>(
    `query ($input: ForecastSearchInput!) { forecastSearch(input: $input) {
       forecast { ${FORECAST} } userErrors { field } } }`,
    { input: { experiment, search: { ...search, ...changes } } },
  );
  return forecastSearch;
}

async function ofSession(id: string): Promise<Forecast | null> {
  const { searchSession } = await client.request<{ searchSession: { forecast: Forecast | null } }>(
    `query ($id: ID!) { searchSession(id: $id) { forecast { ${FORECAST} } } }`,
    { id },
  );
  return searchSession.forecast;
}

const counts = async () =>
  api.database.query(
    'select (select count(*) from data_sets) as sets, (select count(*) from experiments) as experiments',
  );

it('is not known where nothing was trained, and stores nothing', async () => {
  const before = await counts();
  expect(await draft(digitsDefinition)).toMatchObject({
    forecast: {
      deviceSeconds: null,
      wallSeconds: null,
      reason: expect.stringContaining('trained nothing yet'),
    },
    userErrors: [],
  });
  expect(await draft({ ...digitsDefinition, dataSet: { name: 'digit' } }, { maxTrials: 0 })).toMatchObject({
    forecast: null,
    userErrors: [{ field: 'experiment.dataSet.name' }, { field: 'search.maxTrials' }],
  });
  expect((await draft(tabularDefinition)).forecast?.reason).toContain('stand in a table');
  expect(await counts()).toEqual(before);
});

it('rests on what the project has trained on the devices of its workers, and then on the session itself', async () => {
  const worker = await registerWorker(services);
  const experiment = await createExperiment(services, { seed: 1 });
  const { id } = await startSession(services, experiment.id, { maxTrials: 12, options: { batchSize: 4 } });
  await services.advancing.advance(id);
  const trials = await services.trialViews.ofSession(project, id, 4, 0);
  // A device of a gigaFLOP a second: 2 epochs of the training split of digits.
  const { trainExamples } = experiment;
  const secondsOf = (flops: number | null) => ((flops ?? 0) * (trainExamples ?? 0) * 2) / 1e9;
  for (const trial of trials.filter(({ repeated }) => !repeated)) {
    const deviceSeconds = secondsOf(trial.architecture.flops);
    await end(services, await claim(services, trial, worker), {
      ...success(0.5),
      deviceSeconds,
      device: 'cpu',
    });
  }

  const { forecast } = await draft(digitsDefinition, { control: false });
  expect(forecast?.basis).toMatch(
    /^\d trainings of the project on the same data and devices \(1\.0 GFLOP\/s\)/,
  );
  expect(forecast).toMatchObject({ trials: 10, endsBy: 'MAX_TRIALS', reason: null });
  const { expected = 0, lower = 0, upper = 0 } = forecast?.deviceSeconds ?? {};
  expect([lower, upper]).toEqual([expect.closeTo(expected, 6), expect.closeTo(expected, 6)]);
  // The mean of the space lies between its smallest and its largest network.
  const flops = trials.map(({ architecture }) => secondsOf(architecture.flops));
  expect(expected / 10).toBeGreaterThan(Math.min(...flops) / 4);
  expect(expected / 10).toBeLessThan(Math.max(...flops) * 4);
  // The worker has two slots.
  expect(forecast?.wallSeconds?.expected).toBeCloseTo(expected / 2, 6);

  const twice = await draft(digitsDefinition, { strategy: 'reinforce' });
  expect(twice.forecast).toMatchObject({
    trials: 20,
    deviceSeconds: { expected: expect.closeTo(2 * expected, 6) },
  });
  const epochs = await draft(
    { ...digitsDefinition, recipe: { epochs: 6, batchSize: 128 } },
    { control: false },
  );
  expect(epochs.forecast?.deviceSeconds?.expected).toBeCloseTo(3 * expected, 6);
  const finals = await draft(digitsDefinition, { control: false, retrainTop: 2, retrainSeeds: 5 });
  expect(finals.forecast?.deviceSeconds?.expected).toBeCloseTo(2 * expected, 6);
  const limited = await draft(digitsDefinition, {
    control: false,
    maxDeviceSeconds: 1,
    maxTrials: 1_000_000,
  });
  expect(limited.forecast).toMatchObject({
    endsBy: 'DEVICE_BUDGET',
    deviceSeconds: { expected: expect.closeTo(1, 9), upper: expect.closeTo(1, 9) },
  });
  const asking = await draft(digitsDefinition, { control: false, labels: ['gpu'] });
  expect(asking.forecast).toMatchObject({
    wallSeconds: null,
    reason: expect.stringContaining('no worker with the labels gpu'),
    basis: expect.stringContaining('on other devices'),
  });

  await services.advancing.advance(id);
  await evaluateWaiting(services, id, () => ({ ...success(0.5), deviceSeconds: 2 }));
  await services.advancing.advance(id);
  const running = await ofSession(id);
  expect(running?.basis).toBe('the last 8 trials of the session');
  expect(running?.trials).toBe(12);
  const shown = await rest(api, 'GET', `/v1/sessions/${id}/forecast`, {});
  expect(shown.body).toMatchObject({ trials: 12, basis: running?.basis });
  await evaluateWaiting(services, id);
  await services.advancing.advance(id);
  expect(await ofSession(id)).toBeNull();
});
