import { z } from 'zod';
import { list, refuseRepeats, wholeNumber } from '../field-schemas.js';

/** What a layer may be: nothing, or an inverted bottleneck with the expansion and kernel size in its name. */
export const blockNames = [
  'identity',
  'mb1_k3',
  'mb1_k5',
  'mb1_k7',
  'mb3_k3',
  'mb3_k5',
  'mb3_k7',
  'mb6_k3',
  'mb6_k5',
  'mb6_k7',
] as const;

const blockName = z.enum(blockNames, { error: `must be one of ${blockNames.join(', ')}` });

/** One block for each layer. The defaults are NAS-Bench-Macro. */
export const macroDefinitionSchema = z
  .strictObject({
    kind: z.literal('macro'),
    blocks: list(blockName, blockNames.length, ['identity', 'mb3_k3', 'mb6_k5'])
      .superRefine(refuseRepeats)
      .describe('blocks that a layer may be'),
    layers: list(wholeNumber(1, 20, 2), 8, [2, 3, 3]).describe(
      'layers of each stage, the first of which halves height and width',
    ),
    channels: list(wholeNumber(1, 1024, 64), 8, [64, 128, 256]).describe('channels of each stage'),
    stemChannels: wholeNumber(1, 1024, 32)
      .default(32)
      .describe('channels of the 3x3 convolution before the stages'),
    headChannels: wholeNumber(1, 4096, 1280)
      .default(1280)
      .describe('channels of the 1x1 convolution after the stages'),
  })
  .superRefine(({ layers, channels }, context) => {
    if (layers.length === channels.length) return;
    context.addIssue({
      code: 'custom',
      path: ['channels'],
      message: `must have an entry for each of the ${layers.length} stages in layers, not ${channels.length}`,
    });
  });

export type MacroDefinition = Readonly<z.infer<typeof macroDefinitionSchema>>;
export type Block = (typeof blockNames)[number];

export const macroDescriptionSchema = z.strictObject({
  kind: z.literal('macro'),
  /** The block of each layer, the layer next to the image first. */
  blocks: z.array(z.string()).readonly(),
});

export type MacroDescription = Readonly<z.infer<typeof macroDescriptionSchema>>;
