import { z } from 'zod';

const LABEL = 'must be a label: 1 to 63 of a-z, 0-9, ".", "_" and "-", beginning with a letter or a digit';

/** What a worker is, and what a search asks of the workers that evaluate it. */
export const labelSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, LABEL);

const MOST = 'must be at most 16 labels';

/** Labels, each once, in the order of the alphabet. */
export const labelsSchema = z
  .array(labelSchema)
  .max(16, MOST)
  .transform((labels) => [...new Set(labels)].sort());
