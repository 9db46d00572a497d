import { z } from 'zod';

/** The form of what a schema reads, as JSON Schema (draft 7, which every editor knows). */
export const jsonSchemaOf = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', target: 'draft-07' });
