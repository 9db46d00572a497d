import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadOnnx } from '../../src/tensor/index.js';
import { type ArchwayProcess, startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { quickDefinition, SearchClient, slowDefinition } from '../support/search.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const settings = { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '2' };
let api: ArchwayProcess;
let client: SearchClient;

beforeAll(async () => {
  api = await startArchway('api', settings);
  client = new SearchClient(api.url);
});

afterAll(() => api.end('SIGTERM'));

async function startWorker(): Promise<ArchwayProcess> {
  const worker = await startArchway('worker', settings);
  onTestFinished(async () => void (await worker.end('SIGTERM')));
  return worker;
}

describe('a search across two processes', () => {
  it('spends both budgets, and leaves a winner that anyone can run', async () => {
    await startWorker();
    const id = await client.start(quickDefinition, {
      maxTrials: 6,
      options: { batchSize: 3 },
      control: true,
    });
    const session = await client.finished(id);
    const control = await client.finished(session.control?.id ?? '');
    for (const arm of [session, control]) {
      expect(arm).toMatchObject({
        state: 'SUCCEEDED',
        stopReason: 'MAX_TRIALS',
        trialCounts: { succeeded: 6 },
      });
      expect(arm.winner?.testAccuracy).toBeGreaterThan(0.1);
    }
    const [artifact] = session.winner?.artifacts ?? [];
    const file = await client.api.download(artifact?.path ?? '');
    expect(file.length).toBe(artifact?.bytes);
    expect(createHash('sha256').update(file).digest('hex')).toBe(artifact?.sha256);
    await (await loadOnnx(file)).dispose();
  });

  it('hands its trials back when the worker is asked to stop', async () => {
    const worker = await startWorker();
    const id = await client.start(slowDefinition, { maxTrials: 2, options: { batchSize: 2 } });
    await client.trial(id, 'a trial to train', ({ epoch }) => epoch > 0);
    const asked = performance.now();
    expect(await worker.end('SIGTERM')).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
    const trials = await client.trials(id);
    expect(trials.map(({ state }) => state)).toEqual(['QUEUED', 'QUEUED']);
    expect(trials.some(({ attempt }) => attempt === 2)).toBe(true);
    await cancel(id);
    await startWorker();
    expect((await client.finished(id)).state).toBe('CANCELLED');
  });

  it('kills what runs on any worker within two seconds of a cancellation', async () => {
    await Promise.all([startWorker(), startWorker()]);
    const id = await client.start(slowDefinition, { maxTrials: 8, options: { batchSize: 4 } });
    const holders = () =>
      database.query(
        `select distinct lease_worker from trials where session_id = $1 and state = 'RUNNING' and epoch > 0`,
        [id],
      );
    await eventually(async () => (await holders()).length === 2, {
      timeoutMs: 60_000,
      what: 'both workers to train',
    });
    const asked = performance.now();
    await cancel(id);
    await eventually(async () => (await client.trials(id)).every(({ state }) => state === 'CANCELLED'), {
      what: 'every trial to be cancelled',
    });
    expect(performance.now() - asked).toBeLessThan(2000);
    expect(await client.finished(id)).toMatchObject({ state: 'CANCELLED', stopReason: 'USER' });
  });

  it('can be followed by one id from the request through the job to the training process', async () => {
    const worker = await startWorker();
    const id = await client.start({ ...quickDefinition, seed: 77 }, { maxTrials: 1 });
    const experiment = (
      await client.api.request<{ searchSession: { experimentId: string } }>(
        'query ($id: ID!) { searchSession(id: $id) { experimentId } }',
        { id },
      )
    ).searchSession.experimentId;
    const query =
      'mutation ($input: StartSearchSessionInput!) { startSearchSession(input: $input) { searchSession { id } } }';
    const input = { experimentId: experiment, maxTrials: 2, control: false, seed: '5', retrainTop: 1 };
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'my-request-1' },
      body: JSON.stringify({ query, variables: { input } }),
    });
    expect(response.headers.get('x-request-id')).toBe('my-request-1');
    const { data } = (await response.json()) as {
      data: { startSearchSession: { searchSession: { id: string } } };
    };
    await client.finished(data.startSearchSession.searchSession.id);
    const messages = ({ log }: ArchwayProcess) =>
      log.filter(({ correlationId }) => correlationId === 'my-request-1').map(({ msg }) => msg);
    expect(messages(api)).toContain('A session starts');
    // One line is the worker's, the other that of its training process.
    expect(messages(worker)).toEqual(expect.arrayContaining(['A trial ended', 'training finished']));
  });
});

async function cancel(id: string): Promise<void> {
  await client.api.request(
    'mutation ($id: ID!) { cancelSearchSession(input: { id: $id }) { userErrors { message } } }',
    { id },
  );
}
