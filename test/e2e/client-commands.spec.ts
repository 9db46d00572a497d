import { createHash } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archway } from '../support/archway-command.js';
import { type ArchwayProcess, startArchway } from '../support/archway-process.js';
import { quickDefinition, slowDefinition } from '../support/search.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openTestDatabase } from '../support/test-database.js';

const NOTHING = '0199d3a0-5a2b-7c3d-8e4f-123456789abc';
const database = await openTestDatabase();
let service: ArchwayProcess;

beforeAll(async () => {
  service = await startArchway('up', { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '2' });
});
afterAll(() => service.end('SIGTERM'));

const client = (...args: string[]) => archway(args, { ARCHWAY_URL: service.url });

const submission = (experiment: object, search: object = {}) =>
  JSON.stringify({ experiment, search: { strategy: 'random', maxTrials: 2, seed: '1', ...search } });

const submit = (text: string, ...flags: string[]) =>
  archway(['submit', '-', ...flags], { ARCHWAY_URL: service.url }, text);

describe('a search from the command line', () => {
  it('is submitted, followed, read and exported', async () => {
    const submitted = await submit(submission(quickDefinition), '--wait', '--json');
    expect(submitted).toMatchObject({ code: 0, errors: expect.stringMatching(/^Session \S+\n$/) });
    const result = JSON.parse(submitted.output);
    expect(result).toMatchObject({
      state: 'SUCCEEDED',
      stopReason: 'MAX_TRIALS',
      trialCounts: { succeeded: 2 },
    });
    const { id, winner } = result;

    const board = await client('leaderboard', id, '--json');
    expect(JSON.parse(board.output)).toHaveLength(2);
    const byTest = await client('leaderboard', id, '--by', 'test');
    expect(byTest.output).toMatch(
      new RegExp(`validation +test .*\\n +1 .* ${winner.testAccuracy.toFixed(4)} `),
    );
    const byBound = await client('leaderboard', id, '--by', 'test-lower-bound');
    expect(byBound).toMatchObject({
      code: 0,
      output: '',
      errors: 'Nothing is ranked by test-lower-bound yet\n',
    });
    const shown = await client('get', id);
    expect(shown.output).toMatch(/State +SUCCEEDED \(max trials\)/);
    expect(shown.output).toContain(`test ${winner.testAccuracy.toFixed(4)}`);
    const listed = await client('list');
    expect(listed.output).toMatch(new RegExp(`SUCCEEDED +random +2/2 trials +${id}`));

    const compared = await client('compare', id);
    expect(compared.output).toMatch(/after 2 trials.*\n\nstrategy .*\nrandom +1 +1 +0\.\d{4} /);
    expect(JSON.parse((await client('compare', id, '--json')).output)).toMatchObject({ trials: 2 });

    const replayed = await archway(['replay', id], { DATABASE_URL: database.url });
    expect(replayed).toMatchObject({ code: 0, errors: '' });
    expect(replayed.output).toMatch(/^The same \(versions 0 to \d+: \d+ proposals as they were logged\)\n$/);
    const nothing = await archway(['replay', NOTHING], { DATABASE_URL: database.url });
    expect(nothing).toMatchObject({ output: '', errors: expect.stringContaining(NOTHING) });
    expect(nothing.code).not.toBe(0);

    const watched = await client('watch', id, '--json');
    const sequences = watched.output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).sequence);
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));

    const file = join(await temporaryFolder(), 'winner.onnx');
    expect(await client('export', id, '--output', file)).toMatchObject({ code: 0, output: `${file}\n` });
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(digest).toBe(winner.artifacts[0].sha256);
    const nowhere = join(file, 'below.onnx');
    const unwritten = await client('export', id, '--output', nowhere);
    expect(unwritten).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^.*below\.onnx cannot be written: .*\n$/),
    });
    const again = await client('export', id, '--output', file);
    expect(again).toMatchObject({ code: 2, errors: expect.stringContaining('is there already') });
    expect(await client('export', id, '--output', file, '--force')).toMatchObject({ code: 0 });
  });

  it('is submitted once under one id', async () => {
    const text = submission(quickDefinition);
    const first = await submit(text, '--id', 'nightly');
    const second = await submit(text, '--id', 'nightly');
    expect(second.output).toBe(first.output);
    const other = await submit(submission(quickDefinition, { maxTrials: 3 }), '--id', 'nightly');
    expect(other).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^--id was used for another submitSearch/),
    });
  });

  it('is checked and reckoned, and not submitted, on a dry run', async () => {
    // Trains something, so that a forecast has what it needs.
    await submit(submission(quickDefinition), '--wait', '--json');
    const sessions = async () => JSON.parse((await client('list', '--json')).output);
    const before = await sessions();
    const text = submission(quickDefinition, { maxTrials: 8 });
    const told = await submit(text, '--dry-run');
    expect(told).toMatchObject({ code: 0, errors: '' });
    expect(told.output).toMatch(/ of devices; done in .*; \d+ trials, ended by max trials; by /);
    const { output } = await submit(text, '--dry-run', '--json');
    expect(JSON.parse(output)).toMatchObject({
      trials: 8,
      deviceSeconds: { expected: expect.any(Number) },
      reason: null,
    });
    const wrong = submission({ ...quickDefinition, dataSet: { name: 'digit' } });
    expect(await submit(wrong, '--dry-run')).toMatchObject({
      code: 2,
      output: '',
      errors: expect.stringMatching(/^standard input:1:\d+: experiment\.dataSet\.name: /m),
    });
    expect(await sessions()).toEqual(before);
  });

  it('is changed while it runs, and ends with a code that says how', async () => {
    const { output } = await submit(submission(slowDefinition));
    const id = output.trim();
    expect(await client('watch', id, '--timeout', '1')).toMatchObject({
      code: 12,
      errors: expect.stringContaining(`it goes on: archway watch ${id}`),
    });
    expect(await client('change', id, '--priority', '20', '--max-trials', '3')).toMatchObject({ code: 0 });
    expect(JSON.parse((await client('get', id, '--json')).output)).toMatchObject({ maxTrials: 3 });
    expect(await client('change', id, '--max-trials', '2')).toMatchObject({
      code: 2,
      errors: expect.stringContaining('maxTrials: can only be raised, and is 3'),
    });
    expect(await client('change', id)).toMatchObject({ code: 2 });
    const [cancelled, watched] = await Promise.all([client('cancel', id), client('watch', id)]);
    expect(cancelled).toMatchObject({ code: 0 });
    expect(watched).toMatchObject({ code: 11, output: expect.stringContaining('CANCELLED') });
    expect(await client('export', id)).toMatchObject({
      code: 5,
      errors: expect.stringContaining('no winner'),
    });
  });
});

describe('an experiment', () => {
  it('is revised from a file, copied, archived and taken out again', async () => {
    const { output } = await submit(submission(quickDefinition), '--json');
    const { experimentId, sessionId } = JSON.parse(output);
    const file = join(await temporaryFolder(), 'second.yaml');
    writeFileSync(
      file,
      'experiment:\n  name: second\n  dataSet: { name: digits }\n  space:\n    layers: 0\n',
    );
    const wrong = await client('revise', experimentId, file);
    expect(wrong).toMatchObject({ code: 2, output: '' });
    expect(wrong.errors).toContain(`${file}:4:3: experiment.space`);
    writeFileSync(file, submission({ ...quickDefinition, name: 'second' }));
    const revised = await client('revise', experimentId, file);
    expect(revised).toMatchObject({ code: 0, errors: 'Revision 2 of second\n' });
    // Somebody who has not seen the second revision.
    const late = await client('revise', experimentId, file);
    expect(late).toMatchObject({
      code: 2,
      errors: expect.stringContaining('came after it: revise that one'),
    });

    const copy = JSON.parse((await client('clone', experimentId, '--name', 'copy', '--json')).output);
    expect(copy).toMatchObject({ name: 'copy', revision: 1, clonedFromId: experimentId });

    const listed = async () => {
      const { output: text } = await client('list', '--json');
      return (JSON.parse(text) as { id: string }[]).map(({ id }) => id);
    };
    expect(await listed()).toEqual(expect.arrayContaining([experimentId, revised.output.trim(), copy.id]));
    expect(await client('archive', experimentId)).toMatchObject({ code: 0, output: `${experimentId}\n` });
    expect(await listed()).not.toEqual(expect.arrayContaining([revised.output.trim()]));
    expect(await client('unarchive', experimentId)).toMatchObject({ code: 0 });
    expect(await listed()).toEqual(expect.arrayContaining([experimentId, revised.output.trim()]));
    await client('cancel', sessionId);
  });
});

it('strategies are listed, and the options of one explained', async () => {
  const { output } = await client('strategies');
  expect(output).toMatch(/^evolution +Regularized evolution/m);
  expect((await client('strategies', 'evolution')).output).toMatch(
    /populationSize \(\d+ unless given\)\n +\w/,
  );
});

describe('what is wrong', () => {
  it('in a file is said with line and column, for all fields at once', async () => {
    const file = join(await temporaryFolder(), 'bad.yaml');
    writeFileSync(
      file,
      'experiment:\n  name: bad\n  dataSet: { name: digit }\n  space:\n    kind: cnn-chain\n    layers: 0\nsearch:\n  strategy: magic\n  maxTrials: 0\n',
    );
    const { code, errors } = await client('submit', file);
    expect(code).toBe(2);
    expect(errors).toContain(`${file}:6:5: experiment.space.layers: `);
    expect(errors).toContain(`${file}:3:14: experiment.dataSet.name: `);
    expect(errors).toContain(`${file}:8:3: search.strategy: there is no strategy 'magic': choose one of `);
    expect(errors).toContain(`${file}:9:3: search.maxTrials: `);
    expect(errors).not.toMatch(/^\s+at /m);
    writeFileSync(file, 'experiment: {}\nsearch:\n  stratgy: magic\n  maxTrials: lots\n');
    const untyped = await client('submit', file);
    expect(untyped.code).toBe(2);
    expect(untyped.errors).toContain(`${file}:3:3: search.stratgy: is not a known field; there are `);
    expect(untyped.errors).toContain(`${file}:4:3: search.maxTrials: must be a whole number`);
  });

  it.each([
    [['get', NOTHING], 5, 'there is no session'],
    [['get'], 2, "missing required argument 'session'"],
    [['import', 'darts'], 2, 'Allowed choices are katib, nasbench201'],
    [['archive', NOTHING], 5, 'there is no experiment'],
    [['clone', 'seven'], 2, 'must be a UUID such as'],
    [['compare', NOTHING], 5, 'there is no session'],
    [['strategies', 'magic'], 5, 'there is no strategy magic: choose one of reinforce, '],
    [['keys', 'create', '--server', 'http://127.0.0.1:1', '--admin'], 3, 'no answer'],
    [['keys', 'create', '--scopes', 'all'], 2, "there is no 'all'"],
    [['get', 'seven'], 2, 'must be a UUID such as'],
    [['leaderboard', NOTHING, '--first', '0'], 2, '--first must be a whole number from 1 to 500'],
    [['submit', 'examples/digits.json', '--timeout', '5'], 2, '--timeout is for --wait'],
    [['list', '--server', 'http://127.0.0.1:1'], 3, 'no answer from http://127.0.0.1:1'],
  ] as const)('in %j decides the exit code', async (args, code, message) => {
    expect(await client(...args)).toMatchObject({ code, errors: expect.stringContaining(message) });
  });
});

it('a login is kept for its owner, sent to its server only, and forgotten', async () => {
  const home = await temporaryFolder();
  const settings = { HOME: home, DATABASE_URL: database.url };
  const { output: secret } = await archway(['keys', 'create', '--scopes', 'read'], settings);
  const login = await archway(['login', '--server', service.url], settings, secret);
  expect(login).toMatchObject({ code: 0, output: `Logged in at ${service.url}, project default\n` });
  const file = join(home, '.config/archway/login.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await archway(['list'], settings)).toMatchObject({ code: 0 });
  // A key that may only read.
  expect(await archway(['cancel', NOTHING], settings)).toMatchObject({ code: 4 });
  const elsewhere = service.url.replace('127.0.0.1', 'localhost');
  expect(await archway(['list', '--server', elsewhere], settings)).toMatchObject({ code: 4 });
  // Another key, over the API, by one that may: made, listed, rotated, and revoked.
  const { output: admin } = await archway(['keys', 'create', '--admin'], settings);
  const byApi = (...args: string[]) =>
    archway(['keys', ...args, '--server', service.url], { HOME: home, ARCHWAY_KEY: admin.trim() });
  const made = await byApi('create', '--scopes', 'read,submit', '--name', 'ci', '--expires-in-days', '9');
  expect(made).toMatchObject({ code: 0, output: expect.stringMatching(/^aw_\S+\n$/) });
  const [, keyId = ''] = /^Key (\S+) \(read, submit\), shown this once:$/m.exec(made.errors) ?? [];
  expect((await byApi('list')).output).toMatch(
    new RegExp(`^${keyId} .* read,submit  until 20\\S+  never used  ci$`, 'm'),
  );
  const rotated = await byApi('rotate', keyId, '--overlap-seconds', '0');
  expect(rotated.code).toBe(0);
  const list = (key: string) => archway(['list', '--server', service.url], { HOME: home, ARCHWAY_KEY: key });
  expect(await list(made.output.trim())).toMatchObject({ code: 4 });
  expect(await list(rotated.output.trim())).toMatchObject({ code: 0 });
  expect(await byApi('revoke', keyId)).toMatchObject({ code: 0, output: `Revoked: ${keyId}\n` });
  expect(await list(rotated.output.trim())).toMatchObject({ code: 4 });
  expect(await byApi('revoke', NOTHING)).toMatchObject({ code: 5 });

  const refused = await archway(['login', '--server', service.url], settings, 'aw_wrong\n');
  expect(refused.code).toBe(4);
  expect(refused.errors).not.toContain('aw_wrong');
  expect(await archway(['logout'], settings)).toMatchObject({ code: 0 });
  expect(await archway(['list', '--server', service.url], settings)).toMatchObject({ code: 4 });
});
