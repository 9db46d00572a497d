import { z } from 'zod';

/** The networks of NAS-Bench-Macro: there is nothing to choose about the space itself. */
export const macroDefinitionSchema = z.strictObject({ kind: z.literal('macro') });

export type MacroDefinition = Readonly<z.infer<typeof macroDefinitionSchema>>;

export const macroDescriptionSchema = z.strictObject({
  kind: z.literal('macro'),
  /** The block of each layer, the layer next to the image first. */
  blocks: z.array(z.string()).readonly(),
});

export type MacroDescription = Readonly<z.infer<typeof macroDescriptionSchema>>;
