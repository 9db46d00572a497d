import { z } from 'zod';
import {
  type CnnChainDefinition,
  type CnnChainDescription,
  cnnChainDefinitionSchema,
} from './cnn-chain/definition.js';
import {
  type CustomDefinition,
  type CustomDescription,
  customDefinitionSchema,
} from './custom/definition.js';
import { type MacroDefinition, type MacroDescription, macroDefinitionSchema } from './macro/definition.js';
import {
  type NasBench201Definition,
  type NasBench201Description,
  nasBench201DefinitionSchema,
} from './nasbench201/definition.js';
import {
  type NasNetCellDefinition,
  type NasNetCellDescription,
  nasNetCellDefinitionSchema,
} from './nasnet-cell/definition.js';
import { presetNames, withPreset } from './presets.js';
import {
  type RecurrentCellDefinition,
  type RecurrentCellDescription,
  recurrentCellDefinitionSchema,
} from './recurrent-cell/definition.js';

export type SpaceDefinition =
  | CnnChainDefinition
  | NasBench201Definition
  | MacroDefinition
  | CustomDefinition
  | NasNetCellDefinition
  | RecurrentCellDefinition;
export type ArchitectureDescription =
  | CnnChainDescription
  | NasBench201Description
  | MacroDescription
  | CustomDescription
  | NasNetCellDescription
  | RecurrentCellDescription;

const definitionOfKind = z.discriminatedUnion(
  'kind',
  [
    cnnChainDefinitionSchema,
    nasBench201DefinitionSchema,
    macroDefinitionSchema,
    customDefinitionSchema,
    nasNetCellDefinitionSchema,
    recurrentCellDefinitionSchema,
  ],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? "must be one of 'cnn-chain', 'nasbench201', 'macro', 'custom', 'nasnet-cell', 'recurrent-cell'"
        : `must be an object such as { kind: 'cnn-chain', layers: 6 }, or one of the names ${presetNames.join(', ')}`,
  },
);

/** The kinds of search space, by `kind`; or the name of a preset. */
export const spaceDefinitionSchema: z.ZodType<SpaceDefinition> = z.preprocess(withPreset, definitionOfKind);
