import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startArchway } from '../support/archway-process.js';
import { eventually } from '../support/eventually.js';
import { quickDefinition, SearchClient, type Trial } from '../support/search.js';

const search = { strategy: 'reinforce', options: { batchSize: 4, learningRate: 0.05 }, maxTrials: 12 };

function installation(): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'archway-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { ARCHWAY_DATA_FOLDER: folder, ARCHWAY_DEVICE_SLOTS: '2' };
}

const childrenOf = (pid: number): number[] =>
  execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/)
    .map(Number);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const resultOf = ({ number, purpose, state, validationAccuracy, reward, architecture }: Trial) => ({
  number,
  purpose,
  state,
  validationAccuracy,
  reward,
  hash: architecture.hash,
});

it('a search whose worker is killed ends like one that is left alone', { timeout: 180_000 }, async () => {
  const disturbed = installation();
  const api = await startArchway('api', disturbed);
  onTestFinished(async () => void (await api.end('SIGTERM')));
  const client = new SearchClient(api.url);

  const first = await startArchway('worker', disturbed);
  const id = await client.start(quickDefinition, search);
  await client.trial(
    id,
    'a trial beyond the first batch to run',
    ({ number, state }) => number > 4 && state === 'RUNNING',
  );
  const orphans = childrenOf(first.pid);
  await first.end('SIGKILL');
  expect(orphans.length).toBe(2);
  await eventually(() => orphans.every((pid) => !isAlive(pid)), {
    what: 'the training processes to follow their worker',
  });
  expect((await client.trials(id)).some(({ state }) => state === 'RUNNING')).toBe(true);

  const second = await startArchway('worker', disturbed);
  onTestFinished(async () => void (await second.end('SIGTERM')));
  const session = await client.finished(id);
  const trials = await client.trials(id);
  expect(session).toMatchObject({
    state: 'SUCCEEDED',
    stopReason: 'MAX_TRIALS',
    trialCounts: { succeeded: 12, failed: 0 },
  });
  expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
  expect(trials.some(({ attempt }) => attempt > 1)).toBe(true);
  // Each batch was told once: three updates of four.
  expect(session.policyUpdates.map(({ version }) => version)).toEqual([1, 2, 3]);

  const alone = await startArchway('up', installation());
  onTestFinished(async () => void (await alone.end('SIGTERM')));
  const undisturbed = new SearchClient(alone.url);
  const other = await undisturbed.start(quickDefinition, search);
  expect((await undisturbed.finished(other)).policyUpdates).toEqual(session.policyUpdates);
  expect((await undisturbed.trials(other)).map(resultOf)).toEqual(trials.map(resultOf));
});
