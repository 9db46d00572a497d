import { z } from 'zod';
import { list, refuseRepeats, wholeNumber } from '../field-schemas.js';

/** What a block may do to an input. Separable convolutions are applied twice. */
export const cellOperations = [
  'identity',
  'separable_3x3',
  'separable_5x5',
  'average_pool_3x3',
  'max_pool_3x3',
  'convolution_1x1',
  'convolution_3x3',
] as const;

const operation = z.enum(cellOperations, { error: `must be one of ${cellOperations.join(', ')}` });

/** A normal and a reduction cell, as in NASNet; the default operations are those of ENAS' micro space. */
export const nasNetCellDefinitionSchema = z.strictObject({
  kind: z.literal('nasnet-cell'),
  blocks: wholeNumber(1, 7, 5).default(5).describe('blocks of each of the two cells'),
  operations: list(operation, cellOperations.length, [
    'identity',
    'separable_3x3',
    'separable_5x5',
    'average_pool_3x3',
    'max_pool_3x3',
  ])
    .superRefine(refuseRepeats)
    .describe('what a block may do to an input'),
  stages: wholeNumber(1, 5, 3).default(3).describe('stages, with a reduction cell between them'),
  cells: wholeNumber(1, 10, 2).default(2).describe('normal cells of each stage'),
  filters: wholeNumber(1, 256, 16)
    .default(16)
    .describe('filters of the first stage; each next one has twice as many'),
});

export type NasNetCellDefinition = Readonly<z.infer<typeof nasNetCellDefinitionSchema>>;
export type CellOperation = (typeof cellOperations)[number];

const blockSchema = z.strictObject({
  /** 0 the cell before the one before, 1 the cell before, 2 the first block, and so on. */
  inputs: z.tuple([z.number(), z.number()]).readonly(),
  operations: z.tuple([operation, operation]).readonly(),
});

export const nasNetCellDescriptionSchema = z.strictObject({
  kind: z.literal('nasnet-cell'),
  normal: z.array(blockSchema).readonly(),
  reduction: z.array(blockSchema).readonly(),
});

export type CellBlock = Readonly<z.infer<typeof blockSchema>>;
export type NasNetCellDescription = Readonly<z.infer<typeof nasNetCellDescriptionSchema>>;
