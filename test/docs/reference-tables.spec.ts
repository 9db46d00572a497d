import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { retryRuleSchema } from '../../src/modules/experiments/retry-rules.js';
import { tabularEvaluatorSchema } from '../../src/modules/tables/index.js';
import {
  constraintsSchema,
  latencyModelSchema,
  objectiveSchema,
  tradeOffSchema,
} from '../../src/nas/objectives/index.js';
import { schedulerSchemas } from '../../src/nas/schedulers/index.js';
import { cnnChainDefinitionSchema } from '../../src/nas/space/cnn-chain/definition.js';
import { macroDefinitionSchema } from '../../src/nas/space/macro/definition.js';
import { nasNetCellDefinitionSchema } from '../../src/nas/space/nasnet-cell/definition.js';
import { recurrentCellDefinitionSchema } from '../../src/nas/space/recurrent-cell/definition.js';
import { strategies } from '../../src/nas/strategies/index.js';
import { settings } from '../../src/platform/config/index.js';
import { augmentationFields, recipeSchema } from '../../src/training/index.js';
import { fieldRow, fieldsOf, optionRow, withoutPadding } from './reference-table.js';

const guides = resolve(import.meta.dirname, '../../docs/guides');
const guide = (name: string) => withoutPadding(readFileSync(join(guides, `${name}.md`), 'utf8'));

/** From the heading to the next one of its level. */
const section = (name: string, heading: string): string =>
  guide(name)
    .split(/^(?=## )/m)
    .find((text) => text.startsWith(`## ${heading}\n`)) ?? '';

const rowsIn = (text: string) => text.match(/^\| `.*$/gm);

/** Defaults that depend on the machine are said in words. */
const inWords: Readonly<Record<string, string>> = {
  ARCHWAY_DATA_FOLDER: '`.archway`',
  ARCHWAY_DEVICE_SLOTS: 'the number of processors; 1 on a card',
  ARCHWAY_LABELS: 'none',
};

describe('the guides', () => {
  it('explain every setting', () => {
    const rows = Object.entries(settings).map(([name, setting]) => {
      const value: unknown = setting.safeParse(undefined).data;
      const shown = inWords[name] ?? (value === undefined ? 'none' : `\`${value}\``);
      return `| \`${name}\` | ${setting.description} | ${shown} |`;
    });
    expect(rowsIn(section('running-it', 'Settings'))).toEqual(rows);
  });

  it.each(Object.entries(strategies))('explain %s and its options', (name, { optionsSchema }) => {
    expect(rowsIn(section('strategies', name))).toEqual(fieldsOf(optionsSchema).map(optionRow));
  });

  it.each(Object.entries(schedulerSchemas))('explain the scheduler %s and its options', (name, schema) => {
    const options = fieldsOf(schema).filter(([option]) => option !== 'kind');
    expect(rowsIn(section('schedulers', name))).toEqual(options.map(optionRow));
  });

  it.each(
    Object.entries({
      'cnn-chain': cnnChainDefinitionSchema,
      macro: macroDefinitionSchema,
      'nasnet-cell': nasNetCellDefinitionSchema,
      'recurrent-cell': recurrentCellDefinitionSchema,
    }),
  )('explain the space %s and its fields', (kind, schema) => {
    const fields = fieldsOf(schema).filter(([name]) => name !== 'kind');
    expect(rowsIn(section('search-space', kind))).toEqual(fields.map(fieldRow));
  });

  it('explain an experiment: its objective and its recipes', () => {
    const nested = ['tradeOffs', 'constraints', 'latency', 'failureRewards'];
    const plain = fieldsOf(objectiveSchema).filter(([name]) => !nested.includes(name));
    const model = fieldsOf(latencyModelSchema).filter(([name]) => name !== 'kind');
    expect(rowsIn(section('experiment', 'objective'))).toEqual(
      [...plain, ...fieldsOf(tradeOffSchema), ...fieldsOf(constraintsSchema), ...model].map(fieldRow),
    );
    for (const name of nested) expect(section('experiment', 'objective')).toContain(`### ${name}\n`);
    const recipe = fieldsOf(recipeSchema).filter(([name]) => name !== 'augmentation');
    expect(rowsIn(section('experiment', 'recipe, finalRecipe'))).toEqual(
      [...recipe, ...fieldsOf(augmentationFields)].map(fieldRow),
    );
    expect(rowsIn(section('experiment', 'retries'))).toEqual(fieldsOf(retryRuleSchema).map(fieldRow));
    const evaluator = fieldsOf(tabularEvaluatorSchema).filter(([name]) => name !== 'kind');
    expect(rowsIn(section('experiment', 'evaluator'))).toEqual(evaluator.map(fieldRow));
  });
});
