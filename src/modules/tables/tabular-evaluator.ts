import { z } from 'zod';
import { type ShippedTable, shippedTableNames } from './shipped-tables.js';

/** Looks results up that others have measured, instead of training. */
export interface TabularEvaluator {
  readonly kind: 'tabular';
  readonly table: ShippedTable;
  readonly path: 'inline' | 'queue';
  readonly seconds: number;
}

export const tabularEvaluatorSchema = z
  .strictObject({
    kind: z.literal('tabular'),
    table: z
      .enum(shippedTableNames, { error: `must be one of ${shippedTableNames.join(', ')}` })
      .describe('benchmark table whose results are looked up'),
    path: z
      .enum(['inline', 'queue'], { error: "must be 'inline' or 'queue'" })
      .default('inline')
      .describe(
        'inline: in the step of the search that proposes; queue: by a worker, as a training would be',
      ),
    seconds: z
      .number({ error: 'must be a number of seconds from 0 to 3600' })
      .min(0, 'must be a number of seconds from 0 to 3600')
      .max(3600, 'must be a number of seconds from 0 to 3600')
      .default(0)
      .describe('for which a look-up pretends to work; needs path "queue"'),
  })
  .refine(({ path, seconds }) => seconds === 0 || path === 'queue', {
    path: ['seconds'],
    error: "needs path 'queue': a step of a search waits for nothing",
  });
