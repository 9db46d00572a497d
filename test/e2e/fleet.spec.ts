import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { archway } from '../support/archway-command.js';
import { type ArchwayProcess, startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { quickDefinition, SearchClient, slowDefinition } from '../support/search.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
let api: ArchwayProcess;
let searching: ArchwayProcess;
let client: SearchClient;

beforeAll(async () => {
  api = await startArchway('api', { DATABASE_URL: database.url });
  searching = await startArchway('worker', { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '0' });
  client = new SearchClient(api.url);
});

afterAll(async () => {
  await searching.end('SIGTERM');
  await api.end('SIGTERM');
});

/** A worker on a machine of its own: it shares nothing with others but the database. */
async function startWorker(settings: Readonly<Record<string, string>>): Promise<ArchwayProcess> {
  const worker = await startArchway('worker', {
    DATABASE_URL: database.url,
    ARCHWAY_DATA_FOLDER: await temporaryFolder(),
    ARCHWAY_DEVICE_SLOTS: '1',
    ...settings,
  });
  onTestFinished(async () => void (await worker.end('SIGKILL')));
  return worker;
}

interface WorkerShown {
  readonly processId: number;
  readonly state: string;
  readonly busy: number;
  readonly trials: readonly { readonly number: number }[];
}

interface TrialShown {
  readonly number: number;
  readonly state: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly device: string | null;
  readonly worker: { readonly processId: number; readonly labels: readonly string[] } | null;
  readonly earlierAttempts: readonly { readonly failure: string; readonly handedBack: boolean }[];
}

async function workers(): Promise<readonly WorkerShown[]> {
  const answer = await client.api.request<{ workers: { edges: { node: WorkerShown }[] } }>(
    '{ workers(includeGone: true) { edges { node { processId state busy trials { number } } } } }',
  );
  return answer.workers.edges.map(({ node }) => node);
}

const stateOf = async ({ pid }: ArchwayProcess) =>
  (await workers()).find(({ processId }) => processId === pid)?.state;

async function trials(sessionId: string): Promise<readonly TrialShown[]> {
  const answer = await client.api.request<{ trials: { edges: { node: TrialShown }[] } }>(
    `query ($id: ID!) { trials(sessionId: $id, first: 500) { edges { node { number state attempt epoch device
       worker { processId labels } earlierAttempts { failure handedBack } } } } }`,
    { id: sessionId },
  );
  return answer.trials.edges.map(({ node }) => node);
}

async function cancel(id: string): Promise<void> {
  await client.api.request(
    'mutation ($id: ID!) { cancelSearchSession(input: { id: $id }) { userErrors { message } } }',
    { id },
  );
}

const running = (id: string, count = 1) =>
  eventually(
    async () =>
      (await trials(id)).filter(({ state, epoch }) => state === 'RUNNING' && epoch > 0).length >= count,
    {
      timeoutMs: 60_000,
      what: `${count} trials to train`,
    },
  );

describe('a worker that is sent SIGTERM', () => {
  it('lets its trial end within the deadline, takes no other, and leaves', async () => {
    const worker = await startWorker({ ARCHWAY_DRAIN_SECONDS: '120' });
    // Two seconds a trial, or more beside other work.
    const definition = { ...quickDefinition, seed: 11, recipe: { epochs: 20 } };
    const id = await client.start(definition, { maxTrials: 3, options: { batchSize: 3 }, retrainTop: 0 });
    await running(id);
    const ended = worker.end('SIGTERM');
    await eventually(async () => (await stateOf(worker)) !== 'ACTIVE', { what: 'the worker to drain' });
    expect(await ended).toBe(0);
    expect(await stateOf(worker)).toBe('GONE');
    const states = (await trials(id)).map(({ state, attempt }) => `${state} ${attempt}`);
    expect(states.sort()).toEqual(['QUEUED 1', 'QUEUED 1', 'SUCCEEDED 1']);
    expect((await trials(id)).find(({ state }) => state === 'SUCCEEDED')).toMatchObject({
      device: 'cpu',
      worker: { processId: worker.pid },
    });
    await cancel(id);
  });

  it('hands its trial back at the deadline, and another machine goes on from where it was', async () => {
    const worker = await startWorker({ ARCHWAY_DRAIN_SECONDS: '1' });
    const definition = { ...slowDefinition, seed: 12, retries: { PREEMPTED: { times: 0 } } };
    const id = await client.start(definition, { maxTrials: 1, retrainTop: 0 });
    await running(id);
    const asked = performance.now();
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    expect(await trials(id)).toMatchObject([
      { state: 'QUEUED', attempt: 2, earlierAttempts: [{ failure: 'PREEMPTED', handedBack: true }] },
    ]);
    const other = await startWorker({ ARCHWAY_DRAIN_SECONDS: '0' });
    const line = await eventually(
      () => other.log.find(({ msg }) => msg === 'training goes on from its checkpoint'),
      { timeoutMs: 60_000, what: 'the training to go on' },
    );
    expect(line.epochs).toBeGreaterThan(0);
    await cancel(id);
    await client.finished(id);
  });

  it('is told by Ctrl-C to wait for nothing', async () => {
    const worker = await startWorker({ ARCHWAY_DRAIN_SECONDS: '120' });
    const id = await client.start({ ...slowDefinition, seed: 13 }, { maxTrials: 1, retrainTop: 0 });
    await running(id);
    const asked = performance.now();
    expect(await worker.end('SIGINT')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    await cancel(id);
  });
});

describe('labels', () => {
  it('lead a search to the workers that have them, and leave others to all', async () => {
    const plain = await startWorker({});
    const labelled = await startWorker({ ARCHWAY_LABELS: 'gpu,team-a' });
    const [asking, open] = [
      await client.start(
        { ...quickDefinition, seed: 21 },
        { maxTrials: 4, labels: ['team-a'], retrainTop: 0 },
      ),
      await client.start({ ...quickDefinition, seed: 22 }, { maxTrials: 8, retrainTop: 0 }),
    ];
    for (const id of [asking, open]) expect((await client.finished(id)).state).toBe('SUCCEEDED');
    expect(new Set((await trials(asking)).map(({ worker }) => worker?.processId))).toEqual(
      new Set([labelled.pid]),
    );
    expect((await trials(open)).map(({ worker }) => worker?.processId)).toContain(plain.pid);
    const { output } = await archway(['workers'], { ARCHWAY_URL: api.url });
    expect(output).toMatch(
      /ACTIVE {3}\S+ {2}version \S+ {2}cpu.*: 0 of 1 slots busy {2}labels gpu, team-a\n/,
    );
    expect(output).toContain('advances searches only');
  });
});

describe('priority', () => {
  it('shares the places of a worker in proportion', async () => {
    const search = { maxTrials: 8, options: { batchSize: 8 }, retrainTop: 0 };
    const space = {
      kind: 'cnn-chain',
      layers: 6,
      filterHeights: [1, 3],
      filterWidths: [1, 3],
      filters: [4, 8],
    };
    const definition = { ...slowDefinition, space };
    const high = await client.start({ ...definition, seed: 31 }, { ...search, priority: 30 });
    const low = await client.start({ ...definition, seed: 32 }, { ...search, priority: 10 });
    await eventually(async () => (await trials(high)).length === 8 && (await trials(low)).length === 8, {
      what: 'both searches to have proposed',
    });
    await startWorker({ ARCHWAY_DEVICE_SLOTS: '4' });
    const held = async () =>
      Promise.all(
        [high, low].map(async (id) => (await trials(id)).filter(({ state }) => state === 'RUNNING').length),
      );
    await eventually(async () => (await held()).reduce((sum, count) => sum + count, 0) === 4, {
      timeoutMs: 60_000,
      what: 'four trials to be taken',
    });
    expect(await held()).toEqual([3, 1]);
    for (const id of [high, low]) await cancel(id);
    for (const id of [high, low]) await client.finished(id);
  });
});
