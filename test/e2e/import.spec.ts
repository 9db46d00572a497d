import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { experimentDefinitionSchema } from '../../src/modules/experiments/index.js';
import { archway } from '../support/archway-command.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const nasConfig = {
  graphConfig: { numLayers: 2 },
  operations: [
    {
      operationType: 'convolution',
      parameters: [{ name: 'filter_size', feasibleSpace: { list: ['3', '5'] } }],
    },
    { operationType: 'reduction' },
  ],
};

it('archway import turns an experiment of Katib into a space that an experiment takes', async () => {
  const file = join(await temporaryFolder(), 'katib.json');
  writeFileSync(file, JSON.stringify({ kind: 'Experiment', spec: { nasConfig } }));
  const space = await archway(['import', 'katib', file]);
  expect(space).toMatchObject({ code: 0, errors: '' });
  const definition = { name: 'imported', dataSet: { name: 'digits' }, space: JSON.parse(space.output) };
  expect(experimentDefinitionSchema.parse(definition).space).toMatchObject({ kind: 'custom' });

  const architecture = await archway(['import', 'katib', file, '--architecture', '[[1], [2, 1]]']);
  expect(architecture.code).toBe(0);
  expect(JSON.parse(architecture.output).text).toContain('layers[1].operation=reduction');
  const wrong = await archway(['import', 'katib', file, '--architecture', '[[9], [2, 1]]']);
  expect(wrong).toMatchObject({ code: 2, output: '', errors: expect.stringContaining('--architecture') });
});

it('archway import reads cells of NAS-Bench-201', async () => {
  const cell = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|';
  const read = await archway(['import', 'nasbench201', '--architecture', cell]);
  expect(read.code).toBe(0);
  expect(JSON.parse(read.output)).toMatchObject({ tokens: [3, 0, 3, 1, 0, 1], text: cell });
  expect(await archway(['import', 'nasbench201', 'file.json'])).toMatchObject({
    code: 2,
    errors: expect.stringContaining('takes no file'),
  });
});
