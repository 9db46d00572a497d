import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { startArchway } from '../support/archway-process.js';
import { openTestDatabase } from '../support/test-database.js';

const root = resolve(import.meta.dirname, '../..');
const guide = readFileSync(join(root, 'docs/guides/first-search.md'), 'utf8');
const run = promisify(execFile);

/** The files that the guide tells its reader to write: "in `name`:" and then the content. */
const files = new Map(
  [...guide.matchAll(/[Ii]n `([\w.]+)`:\n\n```\w+\n([\s\S]*?)\n```/g)].map(
    ([, name, content]) => [name ?? '', content ?? ''] as const,
  ),
);
const commands = [...guide.matchAll(/```sh\n([\s\S]*?)\n```/g)].map(([, command]) => command ?? '');
const program = guide.match(/```js\n([\s\S]*?)\n```/)?.[1] ?? '';

const folder = mkdtempSync(join(tmpdir(), 'archway-guide-'));
const database = await openTestDatabase();
const service = await startArchway('up', { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '2' });
afterAll(async () => {
  await service.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

const here = (text: string): string => text.replaceAll('127.0.0.1:8080', new URL(service.url).host);

/** Runs a command of the guide in the shell that it has set up, as its reader does, with `id` for "ID". */
async function shell(command: string | undefined, id = ''): Promise<string> {
  const script = [commands[0], command?.replaceAll('ID"', `${id}"`).replace(/\/ID$/, `/${id}`)].join('\n');
  return (await run('bash', ['-c', here(script)], { cwd: folder })).stdout;
}

describe('the guide to a first search', () => {
  it('leads to a network that can be downloaded', { timeout: 120_000 }, async () => {
    expect([...files.keys()]).toEqual([
      'create.graphql',
      'definition.json',
      'start.graphql',
      'result.graphql',
    ]);
    expect(commands).toHaveLength(5);
    const [, create, start, result, download] = commands;
    // All as in the guide, but for the budget.
    const budget = /maxTrials: \d+/;
    expect(files.get('start.graphql')).toMatch(budget);
    for (const [name, content] of files) {
      writeFileSync(join(folder, name), content.replace(budget, 'maxTrials: 2'));
    }
    writeFileSync(join(folder, 'follow.mjs'), here(program));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

    const { createExperiment } = JSON.parse(await shell(create)).data;
    expect(createExperiment.userErrors).toEqual([]);
    const { startSearchSession } = JSON.parse(await shell(start, createExperiment.experiment.id)).data;
    const { id, control } = startSearchSession.searchSession;
    expect(control.id).not.toBe(id);

    const followed = await run(process.execPath, ['follow.mjs', id], { cwd: folder });
    expect(followed.stdout).toMatch(/^1 QUEUED\n[\s\S]*trial 1 SUCCEEDED 0\.\d+\n[\s\S]*\d+ SUCCEEDED\n$/);

    const { searchSession, leaderboard } = JSON.parse(await shell(result, id)).data;
    expect(searchSession).toMatchObject({ state: 'SUCCEEDED', error: null, trialCounts: { failed: 0 } });
    expect(leaderboard.edges[0].rank).toBe(1);
    const [artifact] = searchSession.winner.artifacts;
    await shell(download, artifact.path.split('/').at(-1));
    const model = readFileSync(join(folder, 'model.onnx'));
    expect(createHash('sha256').update(model).digest('hex')).toBe(artifact.sha256);
  });
});
