import { z } from 'zod';
import { list, refuseRepeats } from '../field-schemas.js';

/** How a node joins the two values that it takes. */
export const combinations = ['add', 'mul'] as const;
/** What a node does to what it has joined. */
export const activations = ['identity', 'tanh', 'sigmoid', 'relu'] as const;

const combination = z.enum(combinations, { error: `must be one of ${combinations.join(', ')}` });
const activation = z.enum(activations, { error: `must be one of ${activations.join(', ')}` });
const SIZES = [2, 4, 8] as const;

/** The trees of Zoph & Le, section 3.4; the paper's experiments have 8 leaves. */
export const recurrentCellDefinitionSchema = z.strictObject({
  kind: z.literal('recurrent-cell'),
  leaves: z
    .literal(SIZES, { error: `must be one of ${SIZES.join(', ')}` })
    .default(8)
    .describe('leaves of the tree, each of which takes the input and the hidden state'),
  combinations: list(combination, combinations.length, ['add', 'mul'])
    .superRefine(refuseRepeats)
    .describe('how a node may join two values'),
  activations: list(activation, activations.length, ['identity', 'tanh', 'sigmoid', 'relu'])
    .superRefine(refuseRepeats)
    .describe('what a node may do to the joined value'),
});

export type RecurrentCellDefinition = Readonly<z.infer<typeof recurrentCellDefinitionSchema>>;

const nodeSchema = z.strictObject({ combination, activation });

export const recurrentCellDescriptionSchema = z.strictObject({
  kind: z.literal('recurrent-cell'),
  /** The leaves, then each level above them; the last is the root, whose value is the new hidden state. */
  nodes: z.array(nodeSchema).readonly(),
  /** How the old cell state enters the node `cellInput`. */
  inject: nodeSchema,
  /** The node that the old cell state enters. */
  cellInput: z.number(),
  /** The node whose joined value, before its activation, is the new cell state. */
  cellOutput: z.number(),
});

export type CellNode = Readonly<z.infer<typeof nodeSchema>>;
export type RecurrentCellDescription = Readonly<z.infer<typeof recurrentCellDescriptionSchema>>;
