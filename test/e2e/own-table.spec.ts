import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readShippedTable } from '../../src/modules/tables/index.js';
import { createSpace, tokensAt } from '../../src/nas/space/index.js';
import { archway } from '../support/archway-command.js';
import { startArchway } from '../support/archway-process.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { openTestDatabase } from '../support/test-database.js';

it('a table of results is uploaded, searched, and listed', async () => {
  const database = await openTestDatabase();
  const service = await startArchway('up', { DATABASE_URL: database.url, ARCHWAY_DEVICE_SLOTS: '1' });
  onTestFinished(async () => void (await service.end('SIGTERM')));
  const client = (args: readonly string[], input = '') => archway(args, { ARCHWAY_URL: service.url }, input);
  // The whole of NAS-Bench-201, as somebody else would have it.
  const table = await readShippedTable('nasbench201');
  const space = createSpace(table.spaceDefinition);
  const rows = Array.from({ length: Number(space.size) }, (_, index) => {
    const tokens = tokensAt(space.decisions, BigInt(index));
    const { reward, validation, test } = table.lookUp(space, tokens);
    return `"${space.codec?.format(tokens)}",${reward.toFixed(4)},${validation.toFixed(4)},${test.toFixed(4)}`;
  });
  const file = join(await temporaryFolder(), 'mine.csv');
  writeFileSync(file, ['arch,V12,V,T', ...rows].join('\n'));

  const columns = ['--reward-column', 'V12', '--validation-column', 'V', '--test-column', 'T'];
  const uploaded = await client(['upload', file, '--space', 'nasbench201', ...columns, '--json']);
  expect(uploaded).toMatchObject({ code: 0, errors: expect.stringContaining('15625 architectures') });
  const { name, version } = JSON.parse(uploaded.output);
  expect(name).toBe('mine');

  const submission = {
    experiment: {
      name: 'mine',
      evaluator: { kind: 'tabular', table: name },
      objective: { power: 1, window: 1 },
    },
    search: { strategy: 'evolution', maxTrials: 100, seed: '1', control: false },
  };
  const searched = await client(['submit', '-', '--wait', '--json'], JSON.stringify(submission));
  expect(searched.code).toBe(0);
  expect(JSON.parse(searched.output).winner.testAccuracy).toBeGreaterThan(0.92);

  const listed = await fetch(`${service.url}/v1/tables`);
  expect(await listed.json()).toMatchObject({
    items: [{ name, version, rows: 15_625, space: { kind: 'nasbench201' } }],
  });

  writeFileSync(file, ['arch,V12,V,T', ...rows, rows[0]].join('\n'));
  const refused = await client(['upload', file, '--space', 'nasbench201', ...columns]);
  expect(refused).toMatchObject({
    code: 2,
    errors: expect.stringContaining('line 15627: repeats the architecture of line 2'),
  });
});
