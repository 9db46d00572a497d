import type { z } from 'zod';
import { cnnChainDefinitionSchema } from './cnn-chain/definition.js';
import { customFormSchema } from './custom/definition.js';
import { macroDefinitionSchema } from './macro/definition.js';
import { nasBench201DefinitionSchema } from './nasbench201/definition.js';
import { nasNetCellDefinitionSchema } from './nasnet-cell/definition.js';
import { recurrentCellDefinitionSchema } from './recurrent-cell/definition.js';

/** What a kind of search space is, and the form of its definitions. */
export interface SpaceKind {
  readonly description: string;
  readonly schema: z.ZodType;
}

export const spaceKinds: Readonly<Record<string, SpaceKind>> = {
  'cnn-chain': {
    description:
      'Chains of convolutions with skips, anchor points, strides and layer types (Zoph & Le, 2017)',
    schema: cnnChainDefinitionSchema,
  },
  nasbench201: {
    description: 'The cells of NAS-Bench-201: 6 edges, 5 operations (Dong & Yang, 2020)',
    schema: nasBench201DefinitionSchema,
  },
  macro: {
    description: 'One block for each layer of a network of stages, as in NAS-Bench-Macro (Su et al., 2021)',
    schema: macroDefinitionSchema,
  },
  custom: {
    description: 'A space of your own: a template of a network with slots, or a list of decisions',
    schema: customFormSchema,
  },
  'nasnet-cell': {
    description: 'A normal and a reduction cell, stacked (Zoph et al., 2018)',
    schema: nasNetCellDefinitionSchema,
  },
  'recurrent-cell': {
    description: 'Recurrent cells as trees (Zoph & Le, 2017, section 3.4); they cannot be trained here yet',
    schema: recurrentCellDefinitionSchema,
  },
};
