import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createSpace, spaceDefinitionSchema, tokensAt } from '../../src/nas/space/index.js';
import type { ProjectId } from '../../src/platform/access/index.js';
import { evaluateWaiting, project, startSession } from '../support/fixtures.js';
import { openServices } from '../support/services.js';
import { openTestDatabase } from '../support/test-database.js';

const database = await openTestDatabase();
const services = await openServices(database);

/** The blocks of 8 layers as digits; of several, later ones count more. */
const space = createSpace(spaceDefinitionSchema.parse({ kind: 'macro' }));
const digits = Array.from({ length: Number(space.size) }, (_, index) =>
  tokensAt(space.decisions, BigInt(index)).join(''),
);
const line = (arch: string, index: number) => `${arch},${index / 100},${index / 200},${index / 400}`;
const csv = ['arch,V12,V,T', ...digits.map(line)];

const given = (lines: readonly string[], changes: object = {}) => ({
  name: 'results',
  space: { kind: 'macro' },
  csvGzip: gzipSync(lines.join('\n')).toString('base64'),
  architectureColumn: 'arch',
  rewardColumn: 'V12',
  validationColumn: 'V',
  testColumn: 'T',
  ...changes,
});
const upload = (lines: readonly string[], changes: object = {}, of: ProjectId = project) =>
  services.uploads.upload(of, given(lines, changes), null);

const experimentOn = (evaluator: object, of: ProjectId = project) =>
  services.experiments.create(of, {
    name: 'on a table',
    evaluator: { kind: 'tabular', ...evaluator },
    objective: { power: 1, window: 1 },
  });

it('a table of one’s own is searched as it was uploaded', async () => {
  const { name, version } = await upload(csv);
  const experiment = await experimentOn({ table: name });
  expect(experiment.definition).toMatchObject({
    evaluator: { table: name, version },
    space: { kind: 'macro' },
  });
  const { id } = await startSession(services, experiment.id, { maxTrials: 30, retrainTop: 1 });
  await services.advancing.advance(id);
  const trials = await services.trialViews.ofSession(project, id, 100, 0);
  expect(trials).toHaveLength(31);
  const placeOf = ({ architecture }: (typeof trials)[number]) => digits.indexOf(architecture.tokens.join(''));
  for (const trial of trials.filter(({ purpose }) => purpose === 'SEARCH')) {
    expect(trial.validationAccuracy).toBeCloseTo(placeOf(trial) / 10_000, 6);
  }
  const final = trials.find(({ purpose }) => purpose === 'FINAL');
  if (!final) throw new Error('there is no finalist');
  expect(final.validationAccuracy).toBeCloseTo(placeOf(final) / 20_000, 6);
  expect(final.testAccuracy).toBeCloseTo(placeOf(final) / 40_000, 6);
});

it('its results are looked up by workers as well', async () => {
  const { name } = await upload(csv);
  const experiment = await experimentOn({ table: name, path: 'queue' });
  const { id } = await startSession(services, experiment.id, { maxTrials: 4 });
  await services.advancing.advance(id);
  await evaluateWaiting(services, id);
  await services.advancing.advance(id);
  expect(await services.sessions.find(project, id)).toMatchObject({ state: 'SUCCEEDED', toldSucceeded: 4 });
});

it('other content is another version, which older experiments do not see', async () => {
  const before = await upload(csv);
  expect(await upload(csv)).toEqual(before);
  const experiment = await experimentOn({ table: 'results' });
  const after = await upload([...csv.slice(0, -1), `${digits.at(-1)},99,99,99`]);
  expect(after.version).not.toBe(before.version);
  expect(experiment.definition.evaluator).toMatchObject({ version: before.version });
  expect((await experimentOn({ table: 'results' })).definition.evaluator).toMatchObject({
    version: after.version,
  });
  expect((await experimentOn({ table: 'results', version: before.version })).evaluationHash).toBe(
    experiment.evaluationHash,
  );
});

it('belongs to its project', async () => {
  const { version } = await upload(csv);
  const [other] = await database.query<{ id: ProjectId }>(
    `insert into projects (id, name) values ('0199d3a0-5a2b-7c3d-8e4f-123456789abc', 'another') returning id`,
  );
  if (!other) throw new Error('there is no other project');
  for (const evaluator of [{ table: 'results' }, { table: 'results', version }]) {
    await expect(experimentOn(evaluator, other.id)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  }
  await upload(csv, {}, other.id);
  expect((await experimentOn({ table: 'results' }, other.id)).definition.evaluator).toMatchObject({
    version,
  });
});

it.each([
  [
    'bad rows and duplicates, by their lines',
    [...csv, csv[1] ?? '', '99999999,1,1,1', '00000000,,1,1'],
    {},
    [
      { field: 'csvGzip', message: 'line 6563: repeats the architecture of line 2' },
      { field: 'csvGzip', message: expect.stringMatching(/^line 6564: '99999999'/) },
      { field: 'csvGzip', message: "line 6565: '' is no number for reward" },
    ],
  ],
  [
    'missing architectures',
    csv.slice(0, -2),
    {},
    [{ field: 'csvGzip', message: "2 of the space's 6561 architectures are missing: 22222221, 22222222" }],
  ],
  [
    'a missing column',
    csv,
    { testColumn: 'U' },
    [{ field: 'csvGzip', message: expect.stringContaining("no column 'U'") }],
  ],
  [
    'what is not compressed',
    csv,
    { csvGzip: 'YWJj' },
    [{ field: 'csvGzip', message: expect.stringContaining('gzip') }],
  ],
  [
    'more than 32 MB',
    csv,
    { csvGzip: gzipSync('a'.repeat(32_000_001)).toString('base64') },
    [{ field: 'csvGzip', message: 'must be at most 32000000 bytes of CSV' }],
  ],
  [
    'a space without a notation',
    csv,
    { space: { kind: 'cnn-chain', layers: 1 } },
    [{ field: 'space', message: expect.stringContaining('no notation') }],
  ],
  [
    'the name of a shipped table',
    csv,
    { name: 'nasbench201' },
    [{ field: 'name', message: 'is the name of a table that is shipped' }],
  ],
])('names %s', async (_what, lines, changes, problems) => {
  await expect(upload(lines, changes)).rejects.toMatchObject({ code: 'INVALID_INPUT', problems });
});

it.each([
  [{ table: 'absent' }, 'evaluator.table', "there is no table 'absent'"],
  [{ table: 'nasbench201', version: 'a'.repeat(64) }, 'evaluator.version', 'is shipped'],
  [{ table: 'absent', version: 'a'.repeat(64) }, 'evaluator.version', 'there is no version'],
])('an experiment on %j is refused', async (evaluator, field, message) => {
  await expect(experimentOn(evaluator)).rejects.toMatchObject({
    problems: [{ field, message: expect.stringContaining(message) }],
  });
});
