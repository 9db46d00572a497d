import { expect, it } from 'vitest';
import { ReplayReadModel } from '../../src/modules/sessions/replay.read-model.js';
import { ReplaySessionService } from '../../src/modules/sessions/replay-session.service.js';
import { SessionProblems } from '../../src/modules/sessions/session-problems.js';
import {
  evaluateWaiting,
  project,
  runningSession,
  startSession,
  tabularDefinition,
} from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);
const replaying = new ReplaySessionService(
  services.sessions,
  new SessionProblems(services.experiments, services.tables),
  new ReplayReadModel(services.database),
);

async function finished(id: string): Promise<string> {
  for (let round = 0; (await services.sessions.find(project, id))?.finishedAt === null; round += 1) {
    if (round > 100) throw new Error('the session does not end');
    await services.advancing.advance(id);
    await evaluateWaiting(services, id);
  }
  return id;
}

async function tabularSession(strategy: string, options: object): Promise<string> {
  const experiment = await services.experiments.create(project, tabularDefinition, null);
  const { id } = await startSession(services, experiment.id, { strategy, options, maxTrials: 250 });
  return finished(id);
}

const trained = (mode: 'SYNCHRONOUS' | 'ASYNCHRONOUS', strategy: string) => async () => {
  const parallelism = mode === 'ASYNCHRONOUS' ? 5 : null;
  const search = { mode, parallelism, strategy, options: {}, maxTrials: 20, retrainTop: 1 };
  return finished((await runningSession(services, search)).sessionId);
};

it.each([
  ['random on a table', () => tabularSession('random', { batchSize: 2 })],
  ['evolution on a table', () => tabularSession('evolution', {})],
  ['reinforce, trained', trained('SYNCHRONOUS', 'reinforce')],
  ['evolution, asynchronous', trained('ASYNCHRONOUS', 'evolution')],
])('%s comes out the same, from the start and from a checkpoint', async (_name, run) => {
  const id = await run();
  const session = await services.sessions.find(project, id);
  expect(await replaying.replay(id, true)).toEqual({
    fromVersion: 0,
    toVersion: session?.policyVersion,
    proposals: session?.proposed,
    difference: null,
  });
  expect(await replaying.replay(id, false)).toMatchObject({
    toVersion: session?.policyVersion,
    difference: null,
  });
});

it.each([
  ['tokens', `tokens[1] = (tokens[1] + 1) % 5`, 'trial 9 is not what the strategy proposes'],
  ['a reward', 'reward = reward / 2', 'update 9 gives another telemetry'],
  ['what was told when', 'told_version = 12', 'no trial says that it was told to update 9'],
])('finds a row in which somebody has changed %s', async (_name, change, difference) => {
  const id = await tabularSession('evolution', {});
  await database.query(`update trials set ${change} where session_id = $1 and number = 9`, [id]);
  expect(await replaying.replay(id, true)).toMatchObject({
    difference: expect.stringContaining(difference),
  });
});

it('knows no session that does not exist', async () => {
  const id = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';
  await expect(replaying.replay(id, true)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
