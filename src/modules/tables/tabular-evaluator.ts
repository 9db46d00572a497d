import { z } from 'zod';
import { plainText } from '../../platform/errors/index.js';
import { shippedTableNames } from './shipped-tables.js';

/** Looks results up that others have measured, instead of training. */
export interface TabularEvaluator {
  readonly kind: 'tabular';
  readonly table: string;
  /** Of a table of one's own. */
  readonly version?: string | undefined;
  readonly path: 'inline' | 'queue';
  readonly seconds: number;
}

export const tabularEvaluatorSchema = z
  .strictObject({
    kind: z.literal('tabular'),
    table: plainText(100).describe(
      `benchmark table whose results are looked up: ${shippedTableNames.join(', ')}, or one that was uploaded`,
    ),
    version: z
      .string()
      .length(64, 'must be 64 hexadecimal digits')
      .regex(/^[0-9a-f]*$/, 'must be 64 hexadecimal digits')
      .optional()
      .describe('of a table that was uploaded, as the upload answers; the newest one unless given'),
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
