import { expect, it } from 'vitest';
import {
  type ProgressPoint,
  SessionProgressReadModel,
} from '../../src/modules/sessions/session-progress.read-model.js';
import {
  createExperiment,
  evaluateWaiting,
  project,
  startSession,
  success,
  tabularDefinition,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const readModel = new SessionProgressReadModel(services.database);

const curve = async (sessionId: string, points: number): Promise<ProgressPoint[]> =>
  (await readModel.curves(project, [{ sessionId, points }]))[0] ?? [];

/** The whole of it, trial by trial, worked out without the database. */
async function everyPoint(sessionId: string): Promise<ProgressPoint[]> {
  const trials = await database.query<{ number: number; seconds: number; accuracy: number | null }>(
    `select number, coalesce(device_seconds, 0) as seconds, validation_accuracy as accuracy from trials
     where session_id = '${sessionId}' and purpose = 'SEARCH' and finished_at is not null order by number`,
  );
  let deviceSeconds = 0;
  let best: number | null = null;
  return trials.map(({ number, seconds, accuracy }) => {
    deviceSeconds += seconds;
    if (accuracy !== null) best = Math.max(best ?? accuracy, accuracy);
    return { trials: number, deviceSeconds, best };
  });
}

const close = (points: readonly ProgressPoint[]) =>
  points.map((point) => ({ ...point, deviceSeconds: expect.closeTo(point.deviceSeconds, 9) }));

it('has every trial of a short session, or points evenly spaced, and the last', async () => {
  const { id: experimentId } = await createExperiment(services);
  const { id } = await startSession(services, experimentId, { maxTrials: 40, options: { batchSize: 40 } });
  await services.advancing.advance(id);
  await evaluateWaiting(services, id, ({ number }) => ({
    ...success(((number * 37) % 41) / 41),
    deviceSeconds: number / 7,
  }));
  const all = await everyPoint(id);
  expect(await curve(id, 1000)).toEqual(close(all));
  expect(await curve(id, 6)).toEqual(close(all.filter(({ trials }) => trials % 7 === 0 || trials === 40)));
});

it('of a long session is read from what is kept, exactly', async () => {
  const { id: experimentId } = await services.experiments.create(project, tabularDefinition);
  const { id } = await startSession(services, experimentId, { strategy: 'random', maxTrials: 5150 });
  for (let turn = 0; turn < 100; turn += 1) await services.advancing.advance(id);
  expect(await services.sessions.find(project, id)).toMatchObject({ state: 'SUCCEEDED' });
  const all = await everyPoint(id);
  expect(all).toHaveLength(5150);
  expect(await curve(id, 1000)).toEqual(
    close(all.filter(({ trials }) => trials % 100 === 0 || trials === 5150)),
  );
  expect(await curve(id, 20)).toEqual(
    close(all.filter(({ trials }) => trials % 300 === 0 || trials === 5150)),
  );
}, 60_000);
