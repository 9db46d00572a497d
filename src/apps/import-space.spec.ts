import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSpace, spaceDefinitionSchema } from '../nas/space/index.js';
import { importText } from './import-space.js';

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

function fileOf(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'archway-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'experiment.json'), content);
  return join(folder, 'experiment.json');
}

describe('archway import', () => {
  it.each([
    ['a whole experiment', { kind: 'Experiment', spec: { nasConfig } }],
    ['its nasConfig', nasConfig],
  ])('prints the space of %s, ready for an experiment', async (_, content) => {
    const text = await importText('katib', fileOf(JSON.stringify(content)), {});
    const space = createSpace(spaceDefinitionSchema.parse(JSON.parse(text)));
    expect(space.decisions.map(({ name }) => name)).toContain('layers[1].skip[0]');
  });

  it('prints an architecture of Katib, and a cell of NAS-Bench-201', async () => {
    const file = fileOf(JSON.stringify(nasConfig));
    const enas = JSON.parse(await importText('katib', file, { architecture: '[[1], [2, 1]]' }));
    expect(enas.text).toBe(
      'layers[0].operation=convolution;layers[0].operation.convolution.convolution.kernel=5;' +
        'layers[1].skip[0]=1;layers[1].operation=reduction',
    );
    const cell = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|skip_connect~2|';
    const read = JSON.parse(await importText('nasbench201', undefined, { architecture: cell }));
    expect(read).toMatchObject({ tokens: [3, 0, 3, 1, 0, 1], text: cell });
  });

  it.each([
    ['katib', undefined, {}, 'needs the file'],
    ['katib', '/nowhere/experiment.json', {}, 'cannot be read'],
    ['nasbench201', undefined, { architecture: '|x|' }, '--architecture: '],
  ])('says what is wrong with %s %s %j', async (format, file, flags, problem) => {
    await expect(importText(format, file, flags)).rejects.toThrow(problem);
  });

  it.each([
    ['kind: Experiment', 'is no JSON: kubectl'],
    ['{"spec": {"nasConfig": {"operations": []}}}', 'graphConfig'],
    [
      JSON.stringify({
        ...nasConfig,
        operations: [
          {
            operationType: 'convolution',
            parameters: [{ name: 'filter_size', feasibleSpace: { list: ['2', '4'] } }],
          },
        ],
      }),
      'must be odd',
    ],
  ])('says what is wrong with the file %s', async (content, problem) => {
    await expect(importText('katib', fileOf(content), {})).rejects.toThrow(problem);
  });
});
