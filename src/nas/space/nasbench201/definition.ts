import { z } from 'zod';

/** The cells of NAS-Bench-201 (Dong & Yang, ICLR 2020): there is nothing to choose about the space itself. */
export const nasBench201DefinitionSchema = z.strictObject({ kind: z.literal('nasbench201') });

export type NasBench201Definition = Readonly<z.infer<typeof nasBench201DefinitionSchema>>;

export const nasBench201DescriptionSchema = z.strictObject({
  kind: z.literal('nasbench201'),
  /** The authors' notation: for each node its incoming edges, as `operation~source`. */
  cell: z.string(),
});

export type NasBench201Description = Readonly<z.infer<typeof nasBench201DescriptionSchema>>;
