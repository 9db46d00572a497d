import { z } from 'zod';
import { presetNames } from './presets.js';
import { spaceKinds } from './space-kinds.js';

/** The form of every kind of search space as JSON Schema, for editors. What fields say of one another is not in it. */
export const spaceJsonSchema = (target: 'draft-2020-12' | 'draft-07' = 'draft-2020-12') =>
  z.toJSONSchema(
    z.union([
      ...Object.values(spaceKinds).map(({ schema }) => schema),
      z.enum(presetNames).describe('a definition that goes by a name'),
    ]),
    { io: 'input', target },
  );
