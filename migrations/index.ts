import { FirstSchema1764000000000 } from './0001-first-schema.js';

/** Every migration, in order. One that landed is never edited. */
export const migrations = [FirstSchema1764000000000] as const;
