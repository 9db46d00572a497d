import { z } from 'zod';
import { cnnChainDefinitionSchema } from './cnn-chain/definition.js';
import { customFormSchema } from './custom/definition.js';
import { macroDefinitionSchema } from './macro/definition.js';
import { nasBench201DefinitionSchema } from './nasbench201/definition.js';
import { nasNetCellDefinitionSchema } from './nasnet-cell/definition.js';
import { presetNames } from './presets.js';
import { recurrentCellDefinitionSchema } from './recurrent-cell/definition.js';

/** The form of every kind of search space as JSON Schema, for editors. What fields say of one another is not in it. */
export const spaceJsonSchema = (target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12') =>
  z.toJSONSchema(
    z.union([
      z.discriminatedUnion('kind', [
        cnnChainDefinitionSchema,
        nasBench201DefinitionSchema,
        macroDefinitionSchema,
        customFormSchema,
        nasNetCellDefinitionSchema,
        recurrentCellDefinitionSchema,
      ]),
      z.enum(presetNames).describe('a definition that goes by a name'),
    ]),
    { io: 'input', target },
  );
