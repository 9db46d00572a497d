import { z } from 'zod';
import {
  type CnnChainDefinition,
  type CnnChainDescription,
  cnnChainDefinitionSchema,
} from './cnn-chain/definition.js';

export type SpaceDefinition = CnnChainDefinition;
export type ArchitectureDescription = CnnChainDescription;

/** The kinds of search space, by `kind`. */
export const spaceDefinitionSchema: z.ZodType<SpaceDefinition> = z.discriminatedUnion(
  'kind',
  [cnnChainDefinitionSchema],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? "must be one of 'cnn-chain'"
        : "must be an object such as { kind: 'cnn-chain', layers: 6 }",
  },
);
