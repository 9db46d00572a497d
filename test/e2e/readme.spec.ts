import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';

const repository = resolve(import.meta.dirname, '../..');
const commands = [
  ...readFileSync(join(repository, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)\n```/g),
].map(([, command]) => command ?? '');
const curl = commands.find((command) => command.startsWith('curl')) ?? '';

let clone: string;

/** The files that a clone would have, with what is not committed yet. */
function copyOfTheTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'archway-readme-'));
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: repository, encoding: 'utf8' }).split('\0').filter(Boolean);
  for (const file of files.filter((name) => existsSync(join(repository, name)))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(repository, file), join(folder, file));
  }
  return folder;
}

function start(command: string) {
  const child = spawn('sh', ['-c', command], { cwd: clone, detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += stripVTControlCharacters(String(chunk));
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exited, output: () => output };
}

beforeAll(() => {
  clone = copyOfTheTree();
});

afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
});

describe('the README, on a fresh clone', () => {
  it('shows no command that this test does not know', () => {
    expect(commands).toEqual(['npm run demo', 'npm start', curl, 'npm test']);
  });

  it('npm run demo sets itself up, searches, and leaves the winner as a file', {
    timeout: 400_000,
  }, async () => {
    const demo = start('npm run demo');
    expect(await demo.exited, demo.output()).toBe(0);
    const output = demo.output();
    expect(output).toContain('setup: installing dependencies');
    expect(output).toMatch(/Leaderboard\n.*\n +1 +0\.9/);
    expect(output).toMatch(/Verdict +Its proposals/);
    expect(Number(output.match(/Winner .* test ([\d.]+)/)?.[1])).toBeGreaterThanOrEqual(0.97);
    expect(existsSync(output.match(/Exported to +(\S+\.onnx)/)?.[1] ?? '')).toBe(true);
  });

  it('npm start serves the curl command until it is stopped', { timeout: 120_000 }, async () => {
    const service = start('npm start');
    await eventually(() => service.output().includes('"Archway is ready"'), {
      timeoutMs: 60_000,
      what: 'the service to be ready',
    });
    const answer = execFileSync('sh', ['-c', curl], { encoding: 'utf8' });
    expect(JSON.parse(answer)).toMatchObject({
      data: { createExperiment: { experiment: { spaceSize: '262144' }, userErrors: [] } },
    });
    process.kill(-(service.child.pid ?? 0), 'SIGINT');
    await service.exited;
    expect(service.output()).toContain('"Archway has stopped"');
  });
});
